import { onDemand } from '../ui/on-demand.tsx'
import { ScopeButton } from './scope-button.tsx'

/** Which clusters a page shows; none chosen means all, those that join later included. */
export const ScopePicker = onDemand(
  async () => (await import('./scope-panel.tsx')).ScopePanel,
  ScopeButton,
)

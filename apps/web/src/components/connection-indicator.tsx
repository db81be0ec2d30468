import { onDemand } from '../ui/on-demand.tsx'
import { ConnectionButton } from './connection-button.tsx'

/** The answer to "is it alive?", always in the same place. */
export const ConnectionIndicator = onDemand(
  async () => (await import('./connection-panel.tsx')).ConnectionPanel,
  ConnectionButton,
)

import { createContext } from 'react'

/** Has the reader prove again who they are; rejects with an ApiError `step_up_required` where they do not. */
export type Prove = () => Promise<void>

export const StepUpContext = createContext<Prove | undefined>(undefined)

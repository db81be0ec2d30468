import { z } from 'zod'

const messageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('token'), text: z.string(), expiresAt: z.number() }),
  z.object({ type: z.literal('ask') }),
  z.object({ type: z.literal('out') }),
])
type TabMessage = z.infer<typeof messageSchema>

/** What the tabs of one browser tell each other: a new token, the wish for one, and that the session is over. */
export interface TabChannel {
  tell(message: TabMessage): void
  listen(listener: (message: TabMessage) => void): void
  /** Runs one refresh at a time over all tabs, where the browser can (in a secure context); else at once. */
  alone<T>(task: () => Promise<T>): Promise<T>
}

/** Messages stay in this browser and this origin, and nothing of them is stored. */
export function openTabChannel(): TabChannel {
  const channel = new BroadcastChannel('argus-session')
  return {
    tell: (message) => channel.postMessage(message),
    listen(listener) {
      channel.addEventListener('message', ({ data }) => {
        const message = messageSchema.safeParse(data)
        if (message.success) listener(message.data)
      })
    },
    alone(task) {
      // Without locks two tabs may refresh at once; auth then answers both with the same new token for 30 s.
      return 'locks' in navigator ? navigator.locks.request('argus-session-refresh', task) : task()
    },
  }
}

/** How much a client may still say. Negative: how far it went beyond. */
export interface Allowance {
  readonly left: number
  readonly at: number
}

export interface FrameVerdict {
  readonly allowance: Allowance
  readonly verdict: 'take' | 'refuse' | 'close'
  readonly retryAfterMs: number
}

/** Frames a second that a client may go on sending. */
const FRAMES_PER_SECOND = 20

/** At once it may send one for each Subscription of a full connection and a second's worth: it dialled again. */
export const BURST_FRAMES = 128 + FRAMES_PER_SECOND

/** So many frames beyond the limit are no accident. */
const TOLERANCE = 100

export function fullAllowance(now: number): Allowance {
  return { left: BURST_FRAMES, at: now }
}

/** Judges one more frame at `now` (milliseconds). */
export function judgeFrame({ left, at }: Allowance, now: number): FrameVerdict {
  const earned = (Math.max(now - at, 0) / 1_000) * FRAMES_PER_SECOND
  const remaining = Math.min(left + earned, BURST_FRAMES) - 1
  const verdict = remaining >= 0 ? 'take' : remaining >= -TOLERANCE ? 'refuse' : 'close'
  return {
    allowance: { left: remaining, at: now },
    verdict,
    retryAfterMs: Math.ceil((Math.max(-remaining, 0) / FRAMES_PER_SECOND) * 1_000),
  }
}

import type { ClientFrame } from '@argus/contracts/client-frame'
import { describe, expect, it } from '@jest/globals'

import {
  INITIAL,
  transition,
  type ConnectionCommand,
  type ConnectionInput,
  type ConnectionState,
} from '../../src/connection/state.ts'

const hello: ClientFrame = { type: 'hello', token: 't' }
const renewal: ClientFrame = { type: 'renew', token: 'u' }
const unsubscribe: ClientFrame = { type: 'unsubscribe', id: 's' }
const frame = (content: ClientFrame): ConnectionInput => ({ type: 'frame', frame: content })
const close = (code: 4003 | 4100 | 4500 | 4501): ConnectionCommand => ({ do: 'close', code })

const admitting: ConnectionState = { phase: 'admitting', waiting: [] }
const waiting: ConnectionState = { phase: 'admitting', waiting: [unsubscribe] }
const open: ConnectionState = { phase: 'open' }
const closing: ConnectionState = { phase: 'closing' }

describe('a connection', () => {
  it.each<[string, ConnectionState, ConnectionInput, ConnectionState, ConnectionCommand[]]>([
    ['is judged by its hello', INITIAL, frame(hello), admitting, [{ do: 'admit', token: 't' }]],
    ['is not opened by anything else', INITIAL, frame(unsubscribe), closing, [close(4500)]],
    ['is not opened by a renewal', INITIAL, frame(renewal), closing, [close(4500)]],
    [
      'ends for an unknown frame before hello',
      INITIAL,
      { type: 'unknown', id: 'x' },
      closing,
      [close(4500)],
    ],
    ['ends where no hello came in time', INITIAL, { type: 'hello-late' }, closing, [close(4003)]],
    ['is not late while it is judged', admitting, { type: 'hello-late' }, admitting, []],
    ['is not late once it is open', open, { type: 'hello-late' }, open, []],
    ['keeps what is said while it is judged', admitting, frame(unsubscribe), waiting, []],
    ['says hello once', admitting, frame(hello), closing, [close(4500)]],
    ['says hello once, also later', open, frame(hello), closing, [close(4500)]],
    [
      'is welcomed before it is obeyed',
      waiting,
      { type: 'admitted' },
      open,
      [{ do: 'welcome' }, { do: 'obey', frame: unsubscribe }],
    ],
    ['that was turned away ends', admitting, { type: 'end', code: 4100 }, closing, [close(4100)]],
    ['is obeyed', open, frame(renewal), open, [{ do: 'obey', frame: renewal }]],
    [
      'is told what is not known',
      open,
      { type: 'unknown', id: 'x' },
      open,
      [{ do: 'refuse-unknown', id: 'x' }],
    ],
    ['ends for what cannot be read', open, { type: 'bad' }, closing, [close(4500)]],
    ['ends when its session does', open, { type: 'end', code: 4501 }, closing, [close(4501)]],
    ['is not opened after its end', closing, { type: 'admitted' }, closing, []],
    ['hears nothing after its end', closing, frame(hello), closing, []],
    ['ends once', closing, { type: 'end', code: 4501 }, closing, []],
  ])('%s', (_, ...[before, input, state, commands]) => {
    expect(transition(before, input)).toEqual({ state, commands })
  })
})

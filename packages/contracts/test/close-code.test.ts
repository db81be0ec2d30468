import { describe, expect, it } from '@jest/globals'

import { afterClose, CloseCode } from '../src/close-code.ts'

describe('what a client does after a close', () => {
  it.each([
    ['dials again when the gateway drains', CloseCode.Draining, 'redial'],
    ['dials again when it was too slow', CloseCode.SlowConsumer, 'redial'],
    ['dials again after a lost connection', 1006, 'redial'],
    ['dials again on a code below the ranges that it has never seen', 4099, 'redial'],
    ['refreshes when its token expired', CloseCode.TokenExpired, 'refresh'],
    ['refreshes on any code of that range', 4199, 'refresh'],
    ['stops when its session was revoked', CloseCode.SessionRevoked, 'stop'],
    ['stops on any code of that range', 4999, 'stop'],
    ['stops when the frames are not understood', 1009, 'stop'],
  ] as const)('%s', (_, code, expected) => expect(afterClose(code)).toBe(expected))
})

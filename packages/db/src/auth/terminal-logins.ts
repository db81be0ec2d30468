/** Codes that a terminal on the machine of a browser changes for a Session. */
export interface LoginCodesTable {
  digest: Buffer
  session_id: string
  amr: string[]
  auth_time: Date
  challenge: string
  redirect_uri: string
  created_at: Date
  expires_at: Date
  used_at: Date | null
  opened_session_id: string | null
}

/** Terminals without a browser that ask to be let in. */
export interface DeviceLoginsTable {
  digest: Buffer
  user_code_alias: string
  terminal: string | null
  user_agent: string | null
  ip: string | null
  created_at: Date
  expires_at: Date
  interval_seconds: number
  polled_at: Date | null
  state: 'waiting' | 'approved' | 'denied' | 'used'
  session_id: string | null
  amr: string[] | null
  auth_time: Date | null
  opened_session_id: string | null
}

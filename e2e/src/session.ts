import { type Me, meSchema, type Tokens, tokensSchema } from '@argus/contracts/http/auth'

/** The login that the development mode has. */
export const ADMIN = { email: 'admin@argus.local', password: 'admin' }

export interface Login {
  readonly email: string
  readonly password: string
}

/** Logs in; throws the answer where there are no tokens. */
export async function logIn(authUrl: string, login: Login = ADMIN): Promise<Tokens> {
  return tokensOf(await post(`${authUrl}/api/auth/login`, login))
}

/** Refreshes; throws the answer where there are no tokens. */
export async function refresh(authUrl: string, { refresh_token }: Tokens): Promise<Tokens> {
  return tokensOf(await post(`${authUrl}/api/auth/refresh`, { refresh_token }))
}

/** Logs a session out and answers the status. */
export async function logOut(authUrl: string, { refresh_token }: Tokens): Promise<number> {
  const { status } = await post(`${authUrl}/api/auth/logout`, { refresh_token })
  return status
}

export async function whoAmI(authUrl: string, { access_token }: Tokens): Promise<Me> {
  const headers = { authorization: `Bearer ${access_token}` }
  const response = await fetch(`${authUrl}/api/auth/me`, { headers })
  return meSchema.parse(await response.json())
}

/** Makes a call of the API with an access token, and answers its body; throws what it was refused with. */
export async function callApi(
  authUrl: string,
  { access_token }: Tokens,
  {
    method,
    path,
    body,
  }: { readonly method: string; readonly path: string; readonly body?: object },
): Promise<unknown> {
  const response = await fetch(`${authUrl}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${access_token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
  return text === '' ? undefined : JSON.parse(text)
}

/** Sends JSON; a text is sent as it is, to see what becomes of broken JSON. */
export function post(url: string, body: object | string): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    redirect: 'manual',
  })
}

async function tokensOf(response: Response): Promise<Tokens> {
  const text = await response.text()
  if (response.status !== 200) throw new Error(`no tokens: ${response.status} ${text}`)
  return tokensSchema.parse(JSON.parse(text))
}

/** What stands where a secret was. It says nothing of it, neither length nor hash. */
export const REDACTED = '[redacted]'

/** The text without what is a credential wherever it stands: user info in URLs, private keys, tokens by their form. */
export function scrub(text: string): string {
  if (text.length < SHORTEST_TOKEN && (text.length < SHORTEST_USER || !text.includes('@')))
    return text
  if (!MARKS.test(text) || !SUSPICIOUS.test(text)) return text
  return text
    .replace(PRIVATE_KEY, REDACTED)
    .replace(ENCODED_PRIVATE_KEY, REDACTED)
    .replace(KNOWN_TOKEN, REDACTED)
    .replace(WEB_TOKEN, REDACTED)
    .replace(BEARER, `$1 ${REDACTED}`)
    .replace(USER_INFO, (whole, user: string) => (user === 'git' ? whole : `://${REDACTED}@`))
}

/** `scrub`, and also without the values of assignments such as `password=…`: for words that programs wrote. */
export function scrubWords(text: string): string {
  const scrubbed = scrub(text)
  // Whatever is found below has one of these between a name and a secret.
  if (!scrubbed.includes('=') && !scrubbed.includes(':')) return scrubbed
  if (!scrubbed.includes('@') && !ASSIGNS.test(scrubbed)) return scrubbed
  return scrubbed.replace(LOGIN, `${REDACTED}@`).replace(ASSIGNMENT, `$1${REDACTED}`)
}

/** Below this only user info can be hidden in a text: a bearer's eight characters are the shortest of the others. */
const SHORTEST_TOKEN = 15

/** `://u@` */
const SHORTEST_USER = 5

/** Cheap first look, several times cheaper than the second: of what the patterns below find, each has one of these. */
const MARKS = /[@ _JI]|xox|lpat-|hv/

/** Second look: nearly no text has any of these. */
const SUSPICIOUS =
  /:\/\/|PRIVATE KEY|LS0tLS1CRUdJTi|eyJ|[Bb][Ee][Aa][Rr][Ee][Rr]|AKIA|ASIA|gh[pousr]_|github_pat_|glpat-|xox[abposr]-|hv[sb]\.|sk_live_/

/*
 * Every pattern begins with a literal or after a boundary, and repeats of what could begin it again are bounded:
 * the time stays linear in the text, whoever wrote it.
 */

const PRIVATE_KEY =
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g

/** Base64 of `-----BEGIN ` and of the first letters of RSA, PRIVATE, EC, OPENSSH, ENCRYPTED and DSA. */
const ENCODED_PRIVATE_KEY = /LS0tLS1CRUdJTi(?:BSU0|BQUk|BFQy|BPUE|BFTk|BEU0)[\w+/=-]*/g

/** AWS, GitHub, GitLab, Slack, Vault, Stripe. */
const KNOWN_TOKEN =
  /(?:AKIA|ASIA)[A-Z0-9]{16}|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abposr]-[\w-]{10,}|hv[sb]\.[\w-]{20,}|sk_live_\w{16,}/g

/** https://www.rfc-editor.org/rfc/rfc7519: header and payload begin with `{"`, which is `eyJ` in base64. */
const WEB_TOKEN = /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?/g

const BEARER = /(bearer) {1,8}[\w.~+/=-]{8,}/gi

/** `git` alone names a protocol's account, no person's. */
const USER_INFO = /:\/\/([^\s/?#"'<>]+)@/g

/** `user:password@` without a scheme, as database drivers take it; neither an image by its digest nor an address. */
const LOGIN = /(?<![\w.-])(?!mailto:)[\w.-]{1,64}:[^\s:@/"']{1,256}@(?!sha\d+:)/gi

const ASSIGNS = /passw|pwd|passphrase|secret|token|[-_ ]?key|credential|authorization/i

const ASSIGNMENT =
  /((?:passw(?:or)?d|pwd|passphrase|secret|token|(?:api|access|private|secret|account|signing)[-_ ]?key|credentials?|authorization)[\w.-]{0,64}["']?\s{0,4}[=:]\s{0,4})(?:(?:bearer|basic|digest) {1,4})?(?:"[^"]*"?|'[^']*'?|[^\s,;&"')}])+/gi

import type { ClusterDiagnosis, ClusterFailure } from '@argus/contracts/cluster-diagnosis'

/** Says a failure to a person; `detail` is what is known beside its kind, in a sentence without its end. */
export function failed(
  type: Exclude<ClusterFailure, 'no_agent'>,
  { server, detail }: { readonly server: string; readonly detail: string },
): ClusterDiagnosis {
  const { host, hostname } = new URL(server)
  const [happened, why, advice] = TEXTS[type]({ host, hostname, detail })
  return { type, happened, why, advice }
}

interface Known {
  readonly host: string
  readonly hostname: string
  readonly detail: string
}

type Texts = (known: Known) => readonly [happened: string, why: string, advice: string]

const TEXTS: Readonly<Record<Exclude<ClusterFailure, 'no_agent'>, Texts>> = {
  name_not_found: ({ hostname }) => [
    `The name ${hostname} leads nowhere.`,
    'The name servers that Argus asks do not know it, or do not answer.',
    'Check the spelling. If the name is known in your network alone, let Argus use the name server of that network, or give an IP address.',
  ],
  address_refused: ({ detail }) => [
    'Argus does not connect to this address.',
    `${detail}.`,
    'Give the address at which the cluster is reached from other machines. An operator who means this one lists it in ARGUS_ALLOWED_CLUSTER_ADDRESSES.',
  ],
  refused: ({ host }) => [
    `Nothing listens at ${host}.`,
    'The machine is there and refuses the connection: the API server is not running, or has another port.',
    'Check the port (often 6443 or 443), and that the API server runs.',
  ],
  timed_out: ({ host }) => [
    `${host} does not answer.`,
    'Packets get lost on the way, mostly in a firewall, or the API server hangs.',
    'Let the watcher of Argus through to this address and port, and look at the API server.',
  ],
  no_route: ({ host }) => [
    `The network knows no way to ${host}.`,
    'The watcher of Argus is in a network from which this address cannot be reached.',
    'Give an address that is reached from there, or connect the networks.',
  ],
  hung_up: ({ host }) => [
    `${host} accepts the connection and closes it at once.`,
    'Something in between cuts it: a load balancer without an API server behind it, a firewall, or a server that wants another name in the handshake.',
    'Look at what stands between, and set the name that the server expects as TLS server name.',
  ],
  not_tls: ({ host }) => [
    `${host} does not speak TLS.`,
    'Another program listens there, or the port for unencrypted connections was given.',
    'Give the secure port of the API server (often 6443 or 443).',
  ],
  wrong_authority: ({ host }) => [
    `${host} shows a certificate of an authority that is not the one given.`,
    'The authority in the registration is another one, or an old one, or somebody answers in place of the cluster.',
    'Take the authority out of the kubeconfig of the cluster (`certificate-authority-data`) once more. Send nothing there until it fits.',
  ],
  certificate_expired: ({ host }) => [
    `The certificate of ${host} has expired.`,
    'Nobody renewed it, or the clock of the watcher is wrong.',
    'Renew the certificate of the API server (`kubeadm certs renew apiserver`, where kubeadm made it).',
  ],
  certificate_not_yet_valid: ({ host }) => [
    `The certificate of ${host} is not valid yet.`,
    'The clock of the API server, or the one of the watcher, is wrong.',
    'Set the clocks, by NTP.',
  ],
  wrong_host: ({ host, hostname }) => [
    `The certificate of ${host} was made for other names.`,
    `It does not name ${hostname}.`,
    'Give an address that the certificate names, or one of its names as TLS server name.',
  ],
  client_certificate_refused: ({ host }) => [
    `${host} does not accept the client certificate.`,
    'It has expired, or another authority signed it than the one that the API server trusts.',
    'Have a new one signed in the cluster, or register the token of a service account.',
  ],
  not_kubernetes: ({ host, detail }) => [
    `What answers at ${host} is no API server of Kubernetes.`,
    `${detail}.`,
    'Check the address, with its port and path. A page to log in, or a load balancer, is no API server.',
  ],
  unauthenticated: ({ host }) => [
    `The API server at ${host} does not know the credential (401).`,
    'The token has expired or was revoked, or belongs to another cluster.',
    'Make a new token for the service account of Argus in this cluster, and register it.',
  ],
  forbidden: ({ host }) => [
    `The API server at ${host} knows the credential, and lets it see nothing (403).`,
    'The account of Argus has no role in this cluster.',
    'Bind it to a role with get, list and watch on what is to be shown.',
  ],
  version_too_old: ({ host, detail }) => [
    `The Kubernetes at ${host} is too old.`,
    `${detail}.`,
    'Upgrade the cluster. What Kubernetes itself has long given up is not followed.',
  ],
  failing: ({ host, detail }) => [
    `The API server at ${host} answers that it cannot answer.`,
    `${detail}.`,
    'Look at its load, its etcd and its log; then check again.',
  ],
  credential_unreadable: ({ detail }) => [
    'The credential of the cluster cannot be had.',
    `${detail}.`,
    'Put right what is named there.',
  ],
  unreachable: ({ host, detail }) => [
    `${host} cannot be reached.`,
    `${detail}.`,
    'Check the address and the network between it and the watcher of Argus.',
  ],
}

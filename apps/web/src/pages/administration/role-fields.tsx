import { clustersAnswerSchema } from '@argus/contracts/http/clusters'
import { NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState, type ReactElement } from 'react'

import { useCalls } from '../calls/use-calls.ts'
import { useRoles } from './use-roles.ts'
import { plainText } from '../../live/words.ts'

/** Which role, and where: fields `role`, `cluster` and `namespace` of a form. `none`: what stands for no role. */
export function RoleFields({ none }: { readonly none?: string }): ReactElement {
  const calls = useCalls()
  const roles = useRoles().data ?? []
  const clusters = useQuery({
    queryKey: ['clusters', 'all'],
    queryFn: () => calls.ask({ path: '/api/clusters', answer: clustersAnswerSchema }),
  })
  const [role, setRole] = useState('')
  const [cluster, setCluster] = useState('')
  const given = none === undefined || role !== ''
  return (
    <>
      <NativeSelect
        name="role"
        label="Role"
        value={role}
        onChange={({ currentTarget }) => setRole(currentTarget.value)}
        required={none === undefined}
        withAsterisk={false}
        data={[
          { value: '', label: none ?? 'Choose a role' },
          ...roles.map(({ id, name }) => ({ value: id, label: plainText(name) })),
        ]}
      />
      {given && (
        <NativeSelect
          name="cluster"
          label="Cluster"
          value={cluster}
          onChange={({ currentTarget }) => setCluster(currentTarget.value)}
          data={[
            { value: '', label: 'All, also those that join later' },
            ...(clusters.data?.clusters ?? []).map(({ id }) => ({ value: id, label: id })),
          ]}
        />
      )}
      {given && cluster !== '' && (
        <TextInput
          name="namespace"
          label="Namespace"
          description="Empty: all of them, and what has none."
          pattern="[a-z0-9]([\-a-z0-9]*[a-z0-9])?"
          maxLength={63}
          autoComplete="off"
        />
      )}
    </>
  )
}

import type { Me } from '@argus/contracts/http/auth'
import { Button, TextInput } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState, type ReactElement } from 'react'

import { counted, plainText } from '../../../live/words.ts'
import { LeaveGuard } from '../../calls/leave-guard.tsx'
import { AuditButton } from '../audit-button.tsx'
import { changeWords } from './change-words.ts'
import { DeleteRole } from './delete-role.tsx'
import { editingOf } from './editing.ts'
import { HolderTable } from './holder-table.tsx'
import { Meaning } from './meaning.tsx'
import { PermissionTable } from './permission-table.tsx'
import { ReviewDialog } from './review-dialog.tsx'
import type { RoleDraft, Stored } from './role-draft.ts'
import { SeenPanel } from './seen-panel.tsx'
import { TheirsBanner } from './theirs-banner.tsx'
import { useRoleDraft } from './use-role-draft.ts'
import classes from './role.module.css'

/** A role being read, made or changed: what it permits, who has it, and what that shows to somebody. */
export function RoleEditor({ initial, template, me }: RoleEditorProps): ReactElement {
  const navigate = useNavigate()
  const [open, setOpen] = useState<'none' | 'review' | 'delete'>('none')
  const drafting = useRoleDraft({
    initial,
    template,
    onSaved: ({ role }) => {
      setOpen('none')
      if (initial.role === undefined && role !== undefined)
        void navigate({ to: '/admin/roles/$role', params: { role: role.id }, ignoreBlocker: true })
    },
  })
  const { stored, draft, steps, theirs, change } = drafting
  const editing = editingOf(stored, me.grants)
  const changes = changeWords(stored, draft)
  const isNamed = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/u.test(draft.name)
  const canSave = steps.length > 0 && isNamed
  const review = () => {
    if (canSave) setOpen('review')
  }
  useHotkeys([['mod+Enter', review]], [])
  const { role } = stored
  return (
    <div className={classes['page']}>
      <header className={classes['head']}>
        <h1 dir="auto">{role === undefined ? 'New role' : plainText(role.name)}</h1>
        {role !== undefined && (
          <span className={classes['mark']}>{role.builtIn ? 'built-in role' : 'custom role'}</span>
        )}
        <span className={classes['lead']} dir="auto">
          {plainText(role?.description ?? '')}
        </span>
        <span className={classes['actions']}>
          {steps.length > 0 ? (
            <>
              <span role="status">{counted(changes.length, 'change')}, not saved</span>
              <Button size="xs" variant="default" onClick={drafting.discard}>
                Discard
              </Button>
              <Button size="xs" disabled={!canSave} title="Ctrl or ⌘ and Enter" onClick={review}>
                Review and save
              </Button>
            </>
          ) : (
            role !== undefined && (
              <>
                <Button
                  size="xs"
                  variant="default"
                  renderRoot={(props) => (
                    <Link
                      {...props}
                      to="/admin/roles/$role"
                      params={{ role: 'new' }}
                      search={{ copy: role.id }}
                    />
                  )}
                >
                  Copy
                </Button>
                <AuditButton search={{ target: role.id }}>Changes of this role</AuditButton>
                {editing.type === 'free' && (
                  <Button size="xs" variant="default" onClick={() => setOpen('delete')}>
                    Delete
                  </Button>
                )}
              </>
            )
          )}
        </span>
      </header>
      {theirs !== undefined && (
        <TheirsBanner stored={stored} theirs={theirs} onSave={() => drafting.save(theirs.stored)} />
      )}
      <div className={classes['columns']}>
        <div className={classes['main']}>
          {editing.type === 'free' && <Naming draft={draft} isNamed={isNamed} onChange={change} />}
          <PermissionTable
            stored={role?.permissions ?? []}
            given={draft.permissions}
            editing={editing}
            own={me.grants}
            places={placesOf(stored, draft)}
            onChange={(permissions) => change({ permissions })}
          />
          <HolderTable stored={stored} draft={draft} own={me.grants} onChange={change} />
        </div>
        <SeenPanel stored={stored} draft={draft}>
          <Meaning steps={steps} changes={changes.length} />
        </SeenPanel>
      </div>
      {open === 'review' && theirs === undefined && (
        <ReviewDialog
          changes={changes}
          failure={drafting.failure}
          onSave={() => drafting.save(stored)}
          onClose={() => setOpen('none')}
        />
      )}
      {open === 'delete' && role !== undefined && (
        <DeleteRole role={role} assignments={stored.assignments} onClose={() => setOpen('none')} />
      )}
      <LeaveGuard
        active={steps.length > 0}
        title="Leave without saving"
        leave="Leave, and lose the draft"
      >
        {counted(changes.length, 'change')} of this role would be lost.
      </LeaveGuard>
    </div>
  )
}

interface RoleEditorProps {
  readonly initial: Stored
  readonly template: RoleDraft
  readonly me: Me
}

function Naming({ draft, isNamed, onChange }: NamingProps): ReactElement {
  return (
    <div className={classes['naming']}>
      <TextInput
        size="xs"
        label="Name"
        maxLength={63}
        value={draft.name}
        error={
          isNamed || draft.name === '' ? undefined : 'Lower-case letters, digits and hyphens only.'
        }
        onChange={({ currentTarget: { value } }) => onChange({ name: value })}
      />
      <TextInput
        size="xs"
        label="Description"
        maxLength={500}
        value={draft.description}
        onChange={({ currentTarget: { value } }) => onChange({ description: value })}
      />
    </div>
  )
}

interface NamingProps {
  readonly draft: RoleDraft
  readonly isNamed: boolean
  readonly onChange: (part: Partial<RoleDraft>) => void
}

/** Where the role is given, now or after saving: auth asks for both. */
function placesOf({ assignments }: Stored, { granted }: RoleDraft) {
  return [...assignments, ...granted].map(({ cluster, namespace }) => ({ cluster, namespace }))
}

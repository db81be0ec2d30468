import '@mantine/core/styles.layer.css'
import './ui/theme.css'

import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

import { router } from './routes.tsx'
import { ApiError } from './session/api-error.ts'
import { Session } from './session/session.ts'
import { SessionContext } from './session/session-context.tsx'
import { openTabChannel } from './session/tab-channel.ts'
import { schemeManager, theme } from './ui/theme.ts'

const root = document.getElementById('root')
if (root === null) throw new Error('the page has no root')

const session = new Session(openTabChannel())
void session.start()

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (_, error) => error instanceof ApiError && error.passing,
      refetchOnWindowFocus: false,
    },
  },
})

// What one session was told is not there for the next one on this page.
session.subscribe(() => {
  if (session.state().phase === 'out') queries.clear()
})

// What Mantine would write into the page as <style> comes from static sheets: the policy allows nothing inline.
createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      colorSchemeManager={schemeManager}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <SessionContext value={session}>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </SessionContext>
    </MantineProvider>
  </StrictMode>,
)

/** The pages of the console, in the order of its navigation. One entry a page; each comes on demand with its texts. */
import type { Component } from 'vue'
import type { Area, MessageKey } from '../../messages/types'
import type { Rights } from '../../../server/domain/viewsSession'

/** In the navigation only until the first run is over. */
export const setupPage = 'setup'
/** In the navigation with the number of its causes. */
export const failuresPage = 'inbox'

export interface ConsolePage {
  /** In the address: `#/linking`. */
  id: string
  title: Extract<MessageKey, `console.page.${string}`>
  /** Who does not have it finds no link, and the server gives nothing. */
  right: keyof Rights
  areas: Area[]
  load: () => Promise<{ default: Component }>
}

export const consolePages: ConsolePage[] = [
  {
    id: setupPage,
    title: 'console.page.setup',
    right: 'administer',
    areas: ['setup', 'settings', 'linking', 'link', 'imports'],
    load: () => import('./SetupPage.vue'),
  },
  {
    id: 'runs',
    title: 'console.page.runs',
    right: 'administer',
    areas: ['runs', 'settings', 'explain'],
    load: () => import('./RunsPage.vue'),
  },
  {
    id: failuresPage,
    title: 'console.page.inbox',
    right: 'administer',
    areas: ['inbox', 'preflight'],
    load: () => import('./InboxPage.vue'),
  },
  {
    id: 'companies',
    title: 'console.page.companies',
    right: 'administer',
    areas: ['companies'],
    load: () => import('./CompaniesPage.vue'),
  },
  {
    id: 'linking',
    title: 'console.page.linking',
    right: 'administer',
    areas: ['linking', 'link'],
    load: () => import('./LinkingPage.vue'),
  },
  {
    id: 'defaults',
    title: 'console.page.defaults',
    right: 'administer',
    areas: ['defaults', 'agreements'],
    load: () => import('./DefaultsPage.vue'),
  },
  {
    id: 'imports',
    title: 'console.page.imports',
    right: 'administer',
    areas: ['imports'],
    load: () => import('./ImportsPage.vue'),
  },
  {
    id: 'existing',
    title: 'console.page.existing',
    right: 'administer',
    areas: ['existing'],
    load: () => import('./ExistingPage.vue'),
  },
  {
    id: 'preflight',
    title: 'console.page.preflight',
    right: 'administer',
    areas: ['preflight'],
    load: () => import('./PreflightPage.vue'),
  },
  {
    id: 'settings',
    title: 'console.page.settings',
    right: 'administer',
    areas: ['settings'],
    load: () => import('./SettingsPage.vue'),
  },
  {
    id: 'audit',
    title: 'console.page.audit',
    right: 'administer',
    areas: ['audit'],
    load: () => import('./AuditPage.vue'),
  },
]

/** Every state of the pod by name, each with the fixtures that lead to it. Shown by `main.ts` at `?state=<name>`. */
import type { Component } from 'vue'
import App from '../../../client/App.vue'
import type { Surroundings } from '../fixtures/mount'

export interface GalleryState extends Surroundings {
  component?: Component
  /** Clicks and keys that lead to the state, done after the first view is there. */
  act?: (find: Find) => Promise<void>
}
/** Waits for the element whose text or label matches, at most 3 s. */
export type Find = (selector: string, text?: string) => Promise<HTMLElement>

export type States = Record<string, GalleryState>

const files = import.meta.glob<{ states: States }>('./states/*.ts', { eager: true })
export const states: States = Object.assign({}, ...Object.values(files).map((file) => file.states)) as States
export const defaultComponent: Component = App

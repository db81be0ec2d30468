import type { PluginColumn } from '@argus/contracts/plugin-manifest'

/** A column of text. */
export function text(name: string, jsonPath: string): PluginColumn {
  return { name, type: 'string', priority: 0, jsonPath }
}

/** A column of whole numbers. */
export function integer(name: string, jsonPath: string): PluginColumn {
  return { name, type: 'integer', priority: 0, jsonPath }
}

/** A column of numbers. */
export function number(name: string, jsonPath: string): PluginColumn {
  return { name, type: 'number', priority: 0, jsonPath }
}

/** A column of yes and no. */
export function flag(name: string, jsonPath: string): PluginColumn {
  return { name, type: 'boolean', priority: 0, jsonPath }
}

/** A column of moments. */
export function date(name: string, jsonPath: string): PluginColumn {
  return { name, type: 'date', priority: 0, jsonPath }
}

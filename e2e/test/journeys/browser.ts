import type { World } from '../../src/world.ts'

export function browser(_world: () => World): void {}

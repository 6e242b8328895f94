// 这个数从哪来: any figure can open the drawer; the drawer is drawn once, in App.vue.
import { shallowRef } from 'vue'

export interface ExplainTarget {
  indicator: string
  stage?: string
  school?: string
}
export const explained = shallowRef<ExplainTarget>()

export function explain(target: ExplainTarget): void {
  explained.value = target
}

// Why people are looked at: asked once, kept until the browser closes, sent and logged with every look.
import { computed, ref } from 'vue'
import { me } from '../../me'

const KEPT = 'junheng.purpose'
export const purpose = ref(sessionStorage.getItem(KEPT) ?? '')
export function setPurpose(text: string): void {
  purpose.value = text.trim()
  sessionStorage.setItem(KEPT, purpose.value)
}
// Their own file, or their child's: no reason is asked for.
export const ownOnly = computed(() => me.value?.rights['people.read'] === 'own')
// Nobody logs in on a machine without accounts.
export const purposeMissing = computed(
  () => me.value?.accounts === true && !ownOnly.value && !purpose.value,
)

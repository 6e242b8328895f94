// The token that every write carries, and what happens when the server asks for a login.
let token = ''
let ask: () => void = () => undefined

export const HEADER = 'X-Junheng-Token'

export function setToken(value: string | undefined): void {
  token = value ?? ''
}
export function writeToken(): string {
  return token
}
export function onLoginNeeded(call: () => void): void {
  ask = call
}
export function loginNeeded(): void {
  ask()
}

// The library.
export { startGateway, type RunningGateway, type StartOptions } from './gateway/start.ts'

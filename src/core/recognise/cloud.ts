import type { RefusalCode } from '../catalogue.ts'
import { apiCodeOfStatus, requestIdOf } from './api.ts'
import { asObject, asText, type Recogniser } from './look.ts'

/** Names of the clouds' own errors (AWS exceptions, Google's google.rpc.Code). */
const NAMES: ReadonlyMap<string, RefusalCode> = new Map([
  ['ThrottlingException', 'api.rate-limit'],
  ['TooManyRequestsException', 'api.rate-limit'],
  ['ServiceQuotaExceededException', 'api.rate-limit'],
  ['ServiceUnavailableException', 'api.overloaded'],
  ['ModelNotReadyException', 'api.overloaded'],
  ['InternalServerException', 'api.internal'],
  ['ModelErrorException', 'api.internal'],
  ['ModelStreamErrorException', 'api.internal'],
  ['ModelTimeoutException', 'api.timeout'],
  ['ValidationException', 'api.invalid-request'],
  ['ResourceNotFoundException', 'api.not-found'],
  ['AccessDeniedException', 'api.permission'],
  ['ExpiredTokenException', 'api.authentication'],
  ['UnrecognizedClientException', 'api.authentication'],
  ['InvalidSignatureException', 'api.authentication'],
  ['INVALID_ARGUMENT', 'api.invalid-request'],
  ['FAILED_PRECONDITION', 'api.invalid-request'],
  ['UNAUTHENTICATED', 'api.authentication'],
  ['PERMISSION_DENIED', 'api.permission'],
  ['NOT_FOUND', 'api.not-found'],
  ['ABORTED', 'api.conflict'],
  ['RESOURCE_EXHAUSTED', 'api.rate-limit'],
  ['INTERNAL', 'api.internal'],
  ['UNAVAILABLE', 'api.overloaded'],
  ['DEADLINE_EXCEEDED', 'api.timeout'],
])

/** What the name of a cloud's error means; undefined for one that is not known. */
export const codeOfCloudName = (name: string): RefusalCode | undefined => NAMES.get(name)

const ID_HEADERS = ['request-id', 'x-amzn-requestid', 'apim-request-id']

/**
 * An API in front of the same models that has its own words: Bedrock, Vertex, Foundry. Known by its request id, since
 * balancers give none, or by the name of its error.
 */
export const recogniseCloud: Recogniser = ({ status, headers, json, html }) => {
  if (status < 400) return undefined
  const awsName = headers['x-amzn-errortype'] ?? asText(json?.['__type'])
  const googleName = asText(asObject(json?.['error'])?.['status'])
  const named = NAMES.get(awsName.replace(/^.*#/, '').replace(/:.*$/, '')) ?? NAMES.get(googleName)
  if (named !== undefined) return { code: named, ...requestIdOf(headers, json) }
  const signed = ID_HEADERS.some((name) => headers[name] !== undefined)
  return signed && !html ? { code: apiCodeOfStatus(status), ...requestIdOf(headers, json) } : undefined
}

import type { Wording } from './wording.ts'

/** Limits, money, logins, and what is wrong with the conversation: somebody has to do something. */
export const ACCOUNT: readonly Wording[] = [
  // plans
  [
    /\b(?:usage|session|weekly|monthly|daily|opus|sonnet|fable|5-hour|five-hour|plan)(?: \w{1,10})? limit (?:has been |was )?reached/i,
    'api.plan-limit',
  ],
  [/hit your .{0,30}limit|reached your .{0,20}(?:usage|plan|session|weekly) limit\b(?!s)|usage_limit_reached/i, 'api.plan-limit'],
  [/out of extra usage|extra usage is (?:required|needed)|usage limit exceeded|quota will reset after/i, 'api.plan-limit'],
  // money
  [
    /credit balance (?:is )?too low|insufficient[_ ](?:quota|credits?|balance|funds)|billing_error|billing (?:hard )?limit has been reached/i,
    'api.billing',
  ],
  [
    /exceeded your current quota, please check your plan|payment required|requires more credits|more credits are required|(?:no|not enough) credits? (?:left|remaining|available)|add (?:more )?credits/i,
    'api.billing',
  ],
  [
    /reached your specified .{0,40}usage limits?|enforced_spend_limit_reached|spend(?:ing)? (?:limit|cap)|budget (?:has been )?exceeded|ExceededBudget/i,
    'api.spend-limit',
  ],
  // places
  [
    /type.{0,8}forbidden.{0,20}request not allowed|unavailable in region|unsupported_country|(?:country|region|location)(?:, region, or territory)? (?:is )?not supported|not available in your (?:country|region)/i,
    'api.forbidden-region',
  ],
  // logins
  [
    /not logged in|please log in first|no (?:api key|credentials?|auth(?:entication)?) (?:found|available|configured|provided|set)\b|could not resolve authentication|missing (?:api key|authorization header|bearer)|(?:didn't|did not) provide an api key|api[_ ]key (?:client option )?must be (?:set|provided)|x-api-key header is required/i,
    'client.not-logged-in',
  ],
  [
    /login expired|(?:oauth|auth(?:entication)?|access|refresh|session|login|ide)[ _](?:token|session|authentication)s?(?: has| have| was| is)?(?: been)? (?:expired|revoked|invalidated)|token expired|session expired|token (?:could not|cannot|failed to) be refreshed|failed to refresh (?:oauth )?token|invalid_grant|oauth access token.{0,20}(?:expired|revoked)/i,
    'client.login-expired',
  ],
  [
    /security token included in the request is (?:expired|invalid)|could not load (?:the default )?credentials|sso session .{0,60}(?:expired|invalid)|could not refresh access token|reauth/i,
    'client.login-expired',
  ],
  [
    /authentication is currently not (?:allowed|supported)|oauth_org_not_allowed|has disabled claude subscription access|oauth not allowed for organi[sz]ation|organization (?:has been )?(?:disabled|suspended)|account (?:has been )?(?:disabled|suspended|deactivated|banned)/i,
    'client.login-not-allowed',
  ],
  [
    /apikeyhelper (?:script )?(?:is failing|failed|returned|did not|timed out)|error getting api key from apikeyhelper/i,
    'client.key-helper-fails',
  ],
  // the conversation
  [
    /(?:prompt|conversation|input|context|request) is too (?:long|large)|exceeds? (?:the )?(?:model'?s? )?(?:maximum |max )?(?:context|token)(?: window| length| size)? limit|exceed(?:s|ed)?(?: the)?(?: model'?s?)? (?:available )?(?:context (?:window|length|size)|token limit|model token limit)/i,
    'client.conversation-too-long',
  ],
  [
    /context[_ ](?:length|window)[_ ]?(?:limit )?exceeded|ContextWindowExceeded|maximum context length|longer than the model's (?:maximum )?context|context limit reached|exceeds the maximum number of (?:input )?tokens|exceeded model token limit|too many input tokens/i,
    'client.conversation-too-long',
  ],
  [
    /tool_use`? ids (?:were found without|must be unique)|unexpected `?tool_use_id`? found|must have a corresponding `?tool_(?:result|use)|tool_call_ids? did not have response|blocks in the latest assistant message cannot be modified/i,
    'client.conversation-broken',
  ],
  [
    /invalid `?signature`? in `?thinking|expected `?thinking`? or `?redacted_thinking|block in an assistant message cannot be|content blocks must be non-?empty|must have non-empty content|does not support assistant message prefill|roles must alternate|no low surrogate in string|cache_control cannot be set for empty/i,
    'client.conversation-broken',
  ],
  [
    /extra inputs are not permitted|unexpected value\(s\) .{0,60}anthropic-beta|invalid beta flag|input tag '.{1,80}' found using|capability_rejected|unknown (?:field|parameter|argument)\b|unrecognized (?:request argument|field)|unsupported parameter/i,
    'client.unknown-field',
  ],
  [
    /image exceeds|could not process image|image (?:dimensions exceed|was too large|is too large)|invalid image|(?:pdf|document).{0,30}(?:too large|password|not valid|too many pages)|maximum of \d+ pdf pages|unsupported image|image format/i,
    'client.unfit-file',
  ],
  [
    /exceeded the \d[\d,]{0,9} output token maximum|max_output_tokens\b(?!.{0,40}context)|response exceeded .{0,30}output token/i,
    'client.answer-too-long',
  ],
  [
    /violate our usage policy|blocked by content filtering|content[_ ]filter(?:ing)? policy|flagged .{0,40}usage policy|usage policies/i,
    'client.against-policy',
  ],
  [/computer went to sleep/i, 'client.slept'],
]

/** What the API and its kin say, each by its own name. */
export const API_CAUSES: readonly Wording[] = [
  [/exceed your account's rate limit/i, 'api.plan-limit'],
  [
    /temporarily limiting requests|request rejected \(429\)|too many (?:tokens|requests|connections), please wait|per[ -]minute (?:rate )?limit|(?:tokens|requests) per (?:min(?:ute)?|day|hour)\b|rate limit of|resource (?:has been )?exhausted/i,
    'api.rate-limit',
  ],
  [
    /overloaded_error|\b529\b.{0,20}overloaded|repeated 529|(?<!envoy )\boverloaded(?:error)?\b|model (?:is )?(?:currently )?(?:at capacity|overloaded)|server_is_overloaded|experiencing high (?:demand|load)|capacity constraints/i,
    'api.overloaded',
  ],
  [
    /invalid (?:api key|auth token|authentication credentials|x-api-key|bearer token|oauth token)|incorrect api key|invalid_api_key|api key (?:is )?(?:not valid|invalid|expired|not found|disabled)|api_key_invalid/i,
    'api.authentication',
  ],
  [
    /model[: ].{0,80}(?:does not exist|not found|is not (?:available|supported|a valid model))|model_not_found|issue with the selected model|unknown model|invalid model|no such model|model identifier is invalid|LLM Provider NOT provided/i,
    'api.not-found',
  ],
  [
    /don't have access to the model|not authorized to (?:access|perform|invoke)|does not have (?:access|permission)|permission[_ ]denied|insufficient permissions?/i,
    'api.permission',
  ],
  [
    /on-demand throughput isn't supported|malformed (?:input|request)|json_invalid|invalid json in request/i,
    'api.invalid-request',
  ],
  [/bedrock is unable to process your request|model is (?:not ready|loading)|currently loading/i, 'api.overloaded'],
  [
    /request (?:body )?(?:is )?(?:too large(?!.{0,160} per min)|exceeds the maximum (?:allowed )?(?:size|number of bytes))|request_too_large|payload too large|request entity too large|content too large/i,
    'api.too-large',
  ],
  [
    /api error.{0,6}\b500\b.{0,6}internal server error|internal_server_error|the server had an error (?:while )?processing|an error occurred while processing your request/i,
    'api.internal',
  ],
]

/** Classes of errors that libraries throw; a cause in the same message says more. */
export const API_CLASSES: readonly Wording[] = [
  [/\bmessages\.\d{1,6}(?:\.content(?:\.\d{1,6})?)?: /i, 'client.conversation-broken'],
  [
    /\bRateLimitError\b|rate[ _-]?limit(?:ed|s)?\b[^.]{0,30}(?:exceeded|reached|error|hit)|rate_limit_exceeded|too many requests|rate[- ]limited\b/i,
    'api.rate-limit',
  ],
  [/\bAuthenticationError\b|please run \/login|unauthorized\b(?! ?certificate)|authentication[_ ]failed/i, 'api.authentication'],
  [/\bPermissionDeniedError\b/i, 'api.permission'],
  [/\bNotFoundError\b/i, 'api.not-found'],
  [/\bBadRequestError\b|\bUnprocessableEntityError\b/i, 'api.invalid-request'],
  [/\bInternalServerError\b/i, 'api.internal'],
  [/\bServiceUnavailableError\b/i, 'edge.unknown-5xx'],
  [/credit balance|\/upgrade to/i, 'api.billing'],
]

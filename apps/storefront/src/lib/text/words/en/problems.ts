/** By the API's stable code; `other` for every code without a sentence of its own. */
export const problems = {
  notFoundTitle: 'There is nothing here',
  notFoundText: 'The page may have moved, or the address has a typo.',
  errorTitle: 'Something went wrong',
  errorText: 'It is our fault, not yours. Nothing that you did was lost; please try again.',
  tryAgain: 'Try again',
  backHome: 'To the start page',
  reference: (traceId: string) => `Reference ${traceId}`,
  required: 'Please fill this in.',
  byCode: {
    'auth.credentials': 'E-mail or password is wrong.',
    too_many_requests: 'That was a lot at once. Please wait a moment and try again.',
    'token.unknown': 'This link is not one of ours. Please ask for a new one.',
    'token.used': 'This link was used before. Please ask for a new one.',
    'token.expired': 'This link is too old. Please ask for a new one.',
    'email.verified': 'This address is confirmed already.',
    'version.stale': 'This was changed elsewhere in the meantime. Please look at it again.',
    'address.too_many': 'Your address book is full. Please remove an address first.',
    'address.not_found': 'This address is no longer in your book.',
    other: 'That did not work. Please try again.',
  },
};

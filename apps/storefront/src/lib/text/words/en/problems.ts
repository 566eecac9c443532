/** By the API's stable code; `other` for every code without a sentence of its own. */
export const problems = {
  notFoundTitle: 'There is nothing here',
  notFoundText: 'The page may have moved, or the address has a typo.',
  errorTitle: 'Something went wrong',
  errorText: 'It is our fault, not yours. Nothing was lost; please try again.',
  tryAgain: 'Try again',
  backHome: 'Back to the home page',
  reference: (traceId: string) => `Reference ${traceId}`,
  required: 'Please fill this in.',
  byCode: {
    'auth.credentials': 'E-mail or password is wrong.',
    too_many_requests: 'That was a lot at once. Please wait a moment and try again.',
    other: 'That did not work. Please try again.',
  },
};

export const problems = {
  notFoundTitle: 'Hier ist nichts',
  notFoundText: 'Die Seite ist umgezogen, oder in der Adresse steckt ein Tippfehler.',
  errorTitle: 'Da ist etwas schiefgegangen',
  errorText: 'Das liegt an uns, nicht an Ihnen. Es ist nichts verloren; bitte versuchen Sie es noch einmal.',
  tryAgain: 'Noch einmal versuchen',
  backHome: 'Zur Startseite',
  reference: (traceId: string) => `Referenz ${traceId}`,
  required: 'Bitte ausfüllen.',
  byCode: {
    'auth.credentials': 'E-Mail oder Passwort stimmt nicht.',
    too_many_requests:
      'Das war viel auf einmal. Bitte warten Sie einen Moment und versuchen Sie es noch einmal.',
    other: 'Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.',
  },
};

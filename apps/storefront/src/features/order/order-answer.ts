/** Of a form on the order's page that did not do what it says. */
export type OrderAnswer = {
  fault:
    | 'notYetConfirmed'
    | 'confirmedFirst'
    | 'tooLate'
    | 'nothingChosen'
    | 'reason'
    | 'tooMuchBack'
    | 'failed'
    | 'network';
  /** What was typed into the return. */
  quantities?: Record<string, string>;
  reason?: string;
};

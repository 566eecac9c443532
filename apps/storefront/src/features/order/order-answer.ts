/** Of a form on the order's page that did not do what it says. */
export type OrderAnswer = {
  fault:
    | 'notYetConfirmed'
    | 'confirmedFirst'
    | 'tooLate'
    | 'nothingChosen'
    | 'badQuantity'
    | 'reason'
    | 'tooMuchBack'
    | 'failed'
    | 'network';
  /** What was typed into the return. */
  quantities?: Record<string, string>;
  /** The line whose quantity is none. */
  badLine?: string;
  reason?: string;
};

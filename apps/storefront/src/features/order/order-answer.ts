/** The result of a form on the order's page that failed. */
export interface OrderAnswer {
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
  /** The values typed into the return form. */
  quantities?: Record<string, string>;
  /** The line with an invalid quantity. */
  badLine?: string;
  reason?: string;
}

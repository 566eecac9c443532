/** Of all routes but the documents about the API. */
export const BASE_PATH = '/api/v1';

export interface ImageContent {
  programs?: string[];
  folders?: string[];
  packages?: string[];
}
/** By the name of the Dockerfile's target. */
export const images: Record<string, ImageContent>;

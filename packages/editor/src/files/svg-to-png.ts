/** Canvases of browsers end here. */
const MOST_PIXELS = 64 * 2 ** 20;

/**
 * Draws an SVG into a PNG.
 * @param scale pixels for each unit of the SVG; less where the picture would be larger than a browser can draw
 */
export async function svgToPng(svg: string, scale: number): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const { naturalWidth: width, naturalHeight: height } = image;
    const fitted = Math.min(scale, Math.sqrt(MOST_PIXELS / (width * height)));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(width * fitted));
    canvas.height = Math.max(1, Math.round(height * fitted));
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
    const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (!png) throw new Error(`the browser could not draw a picture of ${canvas.width} × ${canvas.height} pixels`);
    return png;
  } finally {
    URL.revokeObjectURL(url);
  }
}

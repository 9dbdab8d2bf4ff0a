/** A chart as a picture that a person has asked for. */

export type PictureFormat = 'svg' | 'png';

const SHARPNESS = 2;

/** The picture as a file's content; raises `Error` where the browser cannot make it. */
export async function pictureOf(svg: SVGSVGElement, format: PictureFormat): Promise<Blob> {
  const { width, height } = svg.getBoundingClientRect();
  const copy = svg.cloneNode(true) as SVGSVGElement;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  const source = new Blob([new XMLSerializer().serializeToString(copy)], {
    type: 'image/svg+xml',
  });
  return format === 'svg' ? source : await drawn(source, width, height);
}

async function drawn(source: Blob, width: number, height: number): Promise<Blob> {
  const address = URL.createObjectURL(source);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.ceil(width * SHARPNESS);
    canvas.height = Math.ceil(height * SHARPNESS);
    const context = canvas.getContext('2d');
    if (context === null) {
      throw new Error('This browser cannot draw pictures.');
    }
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob(blob => {
        if (blob === null) {
          reject(new Error('This browser cannot draw pictures.'));
        } else {
          resolve(blob);
        }
      }, 'image/png');
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** Hand a picture to the person as a download. */
export function download(picture: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(picture);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/**
 * Drawing a chart where nothing of it can be saved.
 *
 * JupyterLab's own renderer of Vega-Lite draws on a model that belongs to no notebook, so
 * that neither the points nor a picture of them reach a file.
 */

import { MimeModel, type IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { IDisposable } from '@lumino/disposable';
import { Widget } from '@lumino/widgets';

import type { ChartAnswer } from './messages';
import { svgDrawing } from './svg';

/** A drawn chart; `svg` is its picture, if there is one. */
export interface Drawn extends IDisposable {
  readonly svg: SVGSVGElement | null;
}

/** Draws into a node that is in the page. */
export type Drawing = (answer: ChartAnswer, host: HTMLElement) => Promise<Drawn>;

export const VEGA_LITE = 'application/vnd.vegalite.v5+json';

/** Lab's renderer of Vega-Lite, or a simple picture of our own where there is none. */
export function drawingOf(rendermime: IRenderMimeRegistry): Drawing {
  return rendermime.mimeTypes.includes(VEGA_LITE) ? vegaDrawing(rendermime) : svgDrawing;
}

function vegaDrawing(rendermime: IRenderMimeRegistry): Drawing {
  return async ({ spec, values }, host) => {
    const renderer = rendermime.createRenderer(VEGA_LITE);
    const model = new MimeModel({
      trusted: true,
      data: {
        [VEGA_LITE]: {
          ...(spec as Record<string, never>),
          ...lookOf(host),
          // The box that Vega draws in has no width of its own to ask for.
          width: widthOf(host),
          data: { values: values as never[] },
        },
        // The renderer makes a picture for the file unless one is there.
        'image/png': '',
      },
      metadata: {
        // Its own menu would save pictures and data around the control of export.
        [VEGA_LITE]: { embed_options: { actions: false, renderer: 'svg' } },
      },
    });
    Widget.attach(renderer, host);
    await renderer.renderModel(model);
    return {
      get svg() {
        return renderer.node.querySelector('svg');
      },
      get isDisposed() {
        return renderer.isDisposed;
      },
      dispose: () => {
        renderer.dispose();
      },
    };
  };
}

const NARROWEST = 280;
const WIDEST = 960;

function widthOf(host: HTMLElement): number {
  return Math.max(NARROWEST, Math.min(WIDEST, host.clientWidth - 8));
}

/** Colours and type of the theme, read where the chart will stand. */
function lookOf(host: HTMLElement): {
  readonly background: string;
  readonly config: never;
} {
  const style = getComputedStyle(host);
  const of = (name: string): string => style.getPropertyValue(name).trim();
  const text = of('--jp-ui-font-color1');
  const quiet = of('--jp-ui-font-color2');
  const line = of('--jp-border-color2');
  const font = of('--jp-ui-font-family');
  const marks = of('--jp-brand-color1');
  const config = {
    font,
    mark: { color: marks },
    view: { stroke: 'transparent' },
    title: { color: text },
    axis: {
      labelColor: quiet,
      titleColor: text,
      titleFontWeight: 'normal',
      gridColor: line,
      domainColor: line,
      tickColor: line,
    },
    legend: { labelColor: quiet, titleColor: text, titleFontWeight: 'normal' },
  };
  return { background: 'transparent', config: config as never };
}

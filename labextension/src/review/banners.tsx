/** What an owner must see for as long as it is so: that support can look at a source of theirs. */

import { Button, ReactWidget } from '@jupyterlab/ui-components';
import * as React from 'react';

import { problemOfError } from '../api/client';
import type { Banner } from '../api/sharing-messages';
import { supportIcon } from '../icons';
import { momentWords } from '../model/share-words';
import type { SharingModel } from '../model/sharing';
import { useModel } from '../sidebar/use-model';

/** A line above everything else, as long as there is something to say. */
export class BannerLine extends ReactWidget {
  constructor(private readonly model: SharingModel) {
    super();
    this.id = 'datawisp-banners';
    this.addClass('jp-datawisp-BannerLine');
    this.hide();
    model.changed.connect(this.onChanged, this);
  }

  override dispose(): void {
    this.model.changed.disconnect(this.onChanged, this);
    super.dispose();
  }

  protected override render(): React.JSX.Element {
    return <BannerView model={this.model} />;
  }

  private onChanged(): void {
    this.setHidden(this.model.banners.length === 0);
  }
}

export function BannerView(props: { readonly model: SharingModel }): React.JSX.Element {
  const { model } = props;
  useModel(model);
  return (
    <div role="region" aria-label="Support access">
      {model.banners.map(banner => (
        <BannerItem key={banner.grantId} model={model} banner={banner} />
      ))}
    </div>
  );
}

function BannerItem(props: {
  readonly model: SharingModel;
  readonly banner: Banner;
}): React.JSX.Element {
  const { model, banner } = props;
  const [isEnding, setIsEnding] = React.useState(false);
  const [fault, setFault] = React.useState('');
  const end = async (): Promise<void> => {
    setIsEnding(true);
    setFault('');
    try {
      await model.revoke(banner.grantId);
    } catch (error) {
      setFault(problemOfError(error).detail);
      setIsEnding(false);
    }
  };
  return (
    <div className="jp-datawisp-Banner" role="status">
      <supportIcon.react tag="span" className="jp-datawisp-Icon" aria-hidden="true" />
      <span className="jp-datawisp-Banner-text" title={banner.sentence}>
        {banner.sentence}
      </span>
      <span>until {momentWords(banner.until)}</span>
      {fault !== '' && <strong role="alert">{fault}</strong>}
      <Button className="jp-mod-styled" disabled={isEnding} onClick={() => void end()}>
        {isEnding ? 'Ending…' : 'End it now'}
      </Button>
    </div>
  );
}

/** Where may we tell this visitor that the answer is there? Asked once after sending, with its reason, read back before it counts, and skippable. */
import { Component, createRef } from 'preact';
import type { Conversation } from '../conversation.ts';
import type { View } from '../view.ts';

/** The server decides what an address is; this only catches a slip before asking it. */
const looksLikeAddress = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/;

interface Props {
  readonly view: View;
  readonly conversation: Conversation;
  /** The question is answered or skipped: back to the field. */
  readonly done: () => void;
}
interface State {
  readonly email: string;
  readonly step: 'type' | 'check' | 'wrong';
}

export class ContactAsk extends Component<Props, State> {
  override state: State = { email: '', step: 'type' };
  readonly field = createRef<HTMLInputElement>();
  readonly yes = createRef<HTMLButtonElement>();

  override componentDidUpdate(_props: Props, before: State): void {
    if (this.state.step !== before.step) (this.state.step === 'check' ? this.yes : this.field).current?.focus();
  }

  readonly submit = (event: Event) => {
    event.preventDefault();
    const email = this.state.email.trim();
    this.setState({ email, step: looksLikeAddress.test(email) ? 'check' : 'wrong' });
  };

  readonly confirm = async () => {
    if (await this.props.conversation.leaveContact(this.state.email)) this.props.done();
    else this.setState({ step: 'wrong' });
  };

  readonly skip = () => {
    this.props.conversation.skipContact();
    this.props.done();
  };

  override render() {
    const { say, contact, session } = this.props.view;
    const { email, step } = this.state;
    if (contact === 'saved') return <p class="note">{say('contact.saved', { address: session?.contact ?? '' })}</p>;
    if (contact !== 'ask') return null;
    if (step === 'check')
      return (
        <div class="ask" role="group" aria-labelledby="mw-check">
          <p id="mw-check">{say('contact.check', { address: email })}</p>
          <div class="row">
            <button type="button" ref={this.yes} class="strong" onClick={() => void this.confirm()}>
              {say('contact.check.yes')}
            </button>
            <button type="button" onClick={() => this.setState({ step: 'type' })}>
              {say('contact.check.change')}
            </button>
          </div>
        </div>
      );
    return (
      <form class="ask" onSubmit={this.submit} noValidate aria-labelledby="mw-why">
        <p id="mw-why">{say('contact.why')}</p>
        <label for="mw-email">{say('label.email')}</label>
        <input
          id="mw-email"
          ref={this.field}
          type="email"
          autocomplete="email"
          dir="ltr"
          value={email}
          aria-invalid={step === 'wrong'}
          aria-describedby="mw-wrong"
          onInput={(event) => this.setState({ email: event.currentTarget.value })}
        />
        <p id="mw-wrong" class="heed" role="alert">
          {step === 'wrong' && say('contact.invalid')}
        </p>
        <div class="row">
          <button type="submit" class="strong">
            {say('label.save')}
          </button>
          <button type="button" onClick={this.skip}>
            {say('contact.why.skip')}
          </button>
        </div>
      </form>
    );
  }
}

import { expect, it } from 'vitest';
import { Broadcast } from './feed';

it('reaches everybody who listens, and nobody who has stopped', () => {
  const feed = new Broadcast<number>();
  const heard: string[] = [];
  const stop = feed.subscribe((value) => heard.push(`a${value}`));
  feed.subscribe((value) => heard.push(`b${value}`));
  feed.publish(1);
  stop();
  feed.publish(2);
  expect(heard).toEqual(['a1', 'b1', 'b2']);
});

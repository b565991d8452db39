import { FIRST_COLOUR, KEY_COLOURS } from './boot-sector.js';
import { pixelsOf, type Picture, type ViewerPage } from './viewer-page.js';

const WHITE = '#ffffff';

/** Two bits for each of red, green and blue, which is all that an old iDRAC bears, come this close to the guest's colours. */
const TOLERANCE = 2;

const channelsOf = (colour: string): readonly number[] => [...Buffer.from(colour.slice(1), 'hex')];

const isMainly =
  (colour: string) =>
  ({ colours }: Picture): boolean => {
    const shown = channelsOf(colours[0]?.[0] ?? '#');
    return (
      shown.length > 0 &&
      channelsOf(colour).every((channel, index) => Math.abs(channel - (shown[index] ?? 0)) <= TOLERANCE)
    );
  };

/**
 * The two tests of a viewer page that is open on the console of a guest from `startQemu`.
 *
 * @param name of the screenshots
 */
export function itShowsTheGuest(name: string, viewer: () => ViewerPage): void {
  it('shows the moving screen of the PC in the browser', async () => {
    await viewer().reaching('connected');
    // The guest paints the background first: a picture may come before the bar is on it.
    await viewer().showing((picture) => isMainly(FIRST_COLOUR)(picture) && pixelsOf(picture, WHITE) > 1_000);
    await viewer().moving();
    await viewer().moving();
  });

  it.each(KEY_COLOURS)(
    'passes the key $key on to the PC, which changes its colour',
    async ({ key, colour }) => {
      await viewer().page.keyboard.press(key);
      await viewer().showing(isMainly(colour));
      await viewer().saveScreenshot(`${name}-${key}`);
    },
  );
}

/** The part of noVNC 1.7.0 that the viewer uses; the whole is in its docs/API.md. */
declare module '@novnc/novnc' {
  interface RfbEvents {
    connect: CustomEvent<Record<string, never>>;
    disconnect: CustomEvent<{ clean: boolean }>;
    securityfailure: CustomEvent<{ status: number; reason?: string }>;
    credentialsrequired: CustomEvent<{ types: string[] }>;
    clipboard: CustomEvent<{ text: string }>;
    desktopname: CustomEvent<{ name: string }>;
  }

  export default class RFB {
    public constructor(target: HTMLElement, channel: WebSocket, options?: { shared?: boolean });
    public viewOnly: boolean;
    public scaleViewport: boolean;
    public background: string;
    public addEventListener<Name extends keyof RfbEvents>(
      name: Name,
      listener: (event: RfbEvents[Name]) => void,
    ): void;
    public disconnect(): void;
    public focus(options?: FocusOptions): void;
    public blur(): void;
    public sendCtrlAltDel(): void;
    public sendKey(keysym: number, code: string | null, isDown?: boolean): void;
    public clipboardPasteFrom(text: string): void;
  }
}

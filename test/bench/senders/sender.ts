/** One way of uploading a file, measured in a process of its own. */
export interface Sender {
  /** Uploads a file and resolves with the answer. @throws where the server did not say yes */
  send(path: string): Promise<void>;
  close?(): Promise<void>;
}

/** @param origin where the receiver listens */
export type CreateSender = (origin: string) => Promise<Sender>;

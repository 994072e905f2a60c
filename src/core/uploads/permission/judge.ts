import type { Asset } from '../../asset/asset.ts';
import { hashAsset } from '../../asset/contentHash.ts';
import { UploadError } from '../../errors.ts';
import { judgeSpelling, type Spelling } from '../../workflow/paths/spelling.ts';
import type { WorkspaceFolder } from '../../workflow/paths/within.ts';
import {
  type ConsentQuestion,
  consentKey,
  type FileInQuestion,
  type RecipientIdentity,
  type RememberedConsents,
} from './consent.ts';
import { decide } from './decide.ts';
import { type FileToSend, type JudgedSource, type JudgingContext, openAndJudge } from './judgedSource.ts';
import { type FileIdentity, isCoveredBy } from './openRegularFile.ts';

export interface JudgeServices extends Omit<JudgingContext, 'folders'> {
  /** What is open in the window now. */
  workspace(): { readonly folders: readonly WorkspaceFolder[]; readonly isTrusted: boolean };
  readonly remembered: RememberedConsents;
  /** Content hash of an asset; reads it where left out. */
  contentHash?(asset: Asset, signal: AbortSignal): Promise<string>;
}

/** One file to one recipient, and the files the person has agreed to so far. */
export interface SendRequest {
  readonly file: FileToSend;
  readonly recipient: RecipientIdentity;
  readonly agreed: readonly FileIdentity[];
}

/** What a person has to be asked before a file may go. */
export interface Need {
  readonly question: ConsentQuestion['type'];
  readonly identity: FileIdentity;
  readonly place: FileInQuestion['place'];
}

/** Either a question, with nothing left open, or an open file that may go. */
export type Verdict =
  | { readonly need: Need }
  | {
      readonly need: undefined;
      /** Takes over what is open. @throws UploadError; nothing stays open then */
      asset(): Promise<Asset>;
      close(): Promise<void>;
    };

/** Whether the workspace is trusted, for one judgement from start to end. */
interface Circumstances {
  readonly isTrusted: boolean;
  readonly signal: AbortSignal;
}

/** Says of one file whether it may go, needs a question or is refused. */
export class Judge {
  readonly #services: JudgeServices;

  constructor(services: JudgeServices) {
    this.#services = services;
  }

  /** Whether files may go for this cause from wherever they are. */
  allowsEverywhere({ file }: SendRequest): boolean {
    return decide(file.cause, 'outside', this.#services.workspace().isTrusted).type === 'goes';
  }

  /**
   * In this order: the spelling, which touches nothing; then what is open; then what has been agreed to.
   * @throws UploadError `workspaceUntrusted`, `outsideWorkspace`, `notAFile`, `changedWhileReading` and what opening throws
   */
  async judge(request: SendRequest, signal: AbortSignal): Promise<Verdict> {
    const { file } = request;
    const { paths } = this.#services;
    const { folders, isTrusted } = this.#services.workspace();
    const ifOutside = decide(file.cause, 'outside', isTrusted);
    if (!isTrusted && ifOutside.type === 'refused') {
      throw refusal(request, ifOutside.reason);
    }
    const spelling = judgeSpelling(file, { folders, paths });
    if (spelling.type === 'refused') {
      throw new UploadError('notAFile', `Not the path of a file (${spelling.reason})`, { fileName: file.name });
    }
    const remote = remoteNeed(file, spelling);
    if (remote !== undefined) {
      if (ifOutside.type === 'refused') {
        throw refusal(request, ifOutside.reason);
      }
      if (ifOutside.type !== 'goes' && !isAgreed(request, remote.identity)) {
        return { need: remote };
      }
    }
    const judged = await openAndJudge(file, spelling, { context: { ...this.#services, folders }, signal });
    try {
      return await this.#verdictOn(request, judged, { isTrusted, signal });
    } catch (error) {
      await judged.close();
      throw error;
    }
  }

  async #verdictOn(request: SendRequest, judged: JudgedSource, circumstances: Circumstances): Promise<Verdict> {
    const { file, recipient } = request;
    const { identity, place, isProven } = judged;
    const goes: Verdict = { need: undefined, asset: () => judged.asset(), close: () => judged.close() };
    const decision = decide(file.cause, place, circumstances.isTrusted);
    switch (decision.type) {
      case 'goes':
        return goes;
      case 'refused':
        throw refusal(request, decision.reason);
      case 'asksOnce':
      case 'asks': {
        const isRemembered =
          decision.type === 'asksOnce' && this.#services.remembered.has(consentKey(file.cause, recipient));
        if (isRemembered || (isProven && isAgreed(request, identity))) {
          return goes;
        }
        break;
      }
      case 'goesIfUnchanged': {
        const asset = await judged.asset();
        if ((isProven && isAgreed(request, identity)) || (await this.#isUnchanged(asset, file, circumstances.signal))) {
          return { need: undefined, asset: async () => asset, close: () => asset.close() };
        }
        await asset.close();
        break;
      }
    }
    await judged.close();
    if (!isProven) {
      // A question would have to name a path that may not be that of the open file.
      throw new UploadError('changedWhileReading', 'The path leads to another file now', { fileName: file.name });
    }
    return { need: { question: decision.type === 'asksOnce' ? 'workspace' : 'files', identity, place } };
  }

  /** Reads the file. It goes from the same handle afterwards, and not if it was written meanwhile. */
  async #isUnchanged(asset: Asset, { sent }: FileToSend, signal: AbortSignal): Promise<boolean> {
    if (sent === undefined || sent.kind !== asset.kind) {
      return false;
    }
    try {
      const { contentHash = hashAsset } = this.#services;
      return (await contentHash(asset, signal)) === sent.contentHash;
    } catch (error) {
      await asset.close();
      throw error;
    }
  }
}

/** What has to be asked before a place outside this machine, or outside the window's file systems, is even touched. */
function remoteNeed({ uri }: FileToSend, spelling: Spelling): Need | undefined {
  const unopened = (realPath: string): FileIdentity => ({ realPath, device: undefined, inode: undefined });
  if (spelling.type === 'network') {
    return { question: 'files', identity: unopened(spelling.path), place: 'network' };
  }
  return spelling.type === 'virtual' && !spelling.isInside
    ? { question: 'files', identity: unopened(uri), place: 'virtual' }
    : undefined;
}

function isAgreed({ agreed }: SendRequest, identity: FileIdentity): boolean {
  return agreed.some((each) => isCoveredBy(identity, each));
}

function refusal({ file, recipient }: SendRequest, reason: 'untrusted' | 'outside'): UploadError {
  const { name: fileName } = file;
  const { provider } = recipient;
  return reason === 'untrusted'
    ? new UploadError('workspaceUntrusted', 'Refused in a workspace that is not trusted', { fileName, provider })
    : new UploadError('outsideWorkspace', 'The file lies outside the workspace', { fileName, provider });
}

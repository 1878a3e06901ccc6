import { changeRoles, endOtherSessions, invite } from './accounts.ts';
import {
  changeCampaignReminders,
  createCampaign,
  endCampaign,
  moveCampaignDueDate,
  previewCampaign,
  renameCampaign,
  setCampaignRight,
} from './campaigns.ts';
import { agreeToElectronicRecords, withdrawConsent } from './consent.ts';
import { answerDecline, decline } from './decline.ts';
import { exportEverything } from './export.ts';
import { correctAttestation, withdrawAttestation } from './correct.ts';
import {
  answer,
  finishCheck,
  readLesson,
  startCheck,
  startPractice,
  startRefresher,
} from './learn.ts';
import { changeLedgerKey, compareWithLedger, sendCheckpoint } from './ledger.ts';
import {
  addPasskey,
  draftForPasskey,
  removePasskey,
  signWithPasskey,
  startPasskey,
} from './passkeys.ts';
import { beginPortal, changePassword, choosePassword, forgotPassword } from './passwords.ts';
import { resendMail, stopMail } from './mail.ts';
import { answerQuestion, askHr, publishAnswer, withdrawAnswer } from './questions.ts';
import { recordPaper } from './paper.ts';
import {
  addDepartment,
  addPerson,
  changePerson,
  endEmployment,
  keepEmployment,
  renameDepartment,
  returnPerson,
} from './people.ts';
import { regrade } from './regrade.ts';
import {
  decideDisposal,
  proposeDisposal,
  releaseHold,
  setHold,
  setRetentionRule,
} from './retention.ts';
import { publishRevision } from './revisions.ts';
import { sendRoster, takeRoster } from './roster.ts';
import { makeSlips, signAtKiosk, signInAtKiosk } from './kiosk.ts';
import { sign } from './sign.ts';
import { signIn } from './sign-in.ts';
import { signReading, withdrawReading } from './sign-off.ts';
import { signOut } from './sign-out.ts';
import { nudge } from './team.ts';
import {
  endAssignmentExemption,
  endLeave,
  exemptAssignment,
  extendAssignment,
  noteLeave,
  takeBackLeave,
} from './terms.ts';
import { addTrackToPerson, removeTrackFromPerson, setTrackDepartments } from './tracks.ts';

/** Every action of the portal, by the name forms post to. Each is made by `formAction`, which guards it. */
export const server = {
  addDepartment,
  addPasskey,
  addPerson,
  addTrackToPerson,
  agreeToElectronicRecords,
  answer,
  answerDecline,
  answerQuestion,
  askHr,
  beginPortal,
  changeCampaignReminders,
  changeLedgerKey,
  changePassword,
  changePerson,
  changeRoles,
  choosePassword,
  compareWithLedger,
  correctAttestation,
  createCampaign,
  decideDisposal,
  decline,
  draftForPasskey,
  endAssignmentExemption,
  endCampaign,
  endEmployment,
  endLeave,
  endOtherSessions,
  exemptAssignment,
  exportEverything,
  extendAssignment,
  finishCheck,
  forgotPassword,
  invite,
  keepEmployment,
  makeSlips,
  moveCampaignDueDate,
  noteLeave,
  nudge,
  previewCampaign,
  proposeDisposal,
  publishAnswer,
  publishRevision,
  readLesson,
  recordPaper,
  regrade,
  releaseHold,
  removePasskey,
  removeTrackFromPerson,
  renameCampaign,
  renameDepartment,
  resendMail,
  returnPerson,
  sendCheckpoint,
  sendRoster,
  setCampaignRight,
  setHold,
  setRetentionRule,
  setTrackDepartments,
  sign,
  signAtKiosk,
  signIn,
  signInAtKiosk,
  signOut,
  signReading,
  signWithPasskey,
  startCheck,
  startPasskey,
  startPractice,
  startRefresher,
  stopMail,
  takeBackLeave,
  takeRoster,
  withdrawAnswer,
  withdrawAttestation,
  withdrawConsent,
  withdrawReading,
};

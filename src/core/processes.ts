/** Whether a process with this id is running; it may be another one than before, because ids are reused. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It belongs to another user and can't be signalled, but it is running.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

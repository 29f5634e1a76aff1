// Ends a process as a forbidden access would: crash.exe PID. taskkill's exit code would be an ordinary failure's.
#include <stdlib.h>
#include <windows.h>

int main(int count, char **arguments) {
    HANDLE process = count > 1 ? OpenProcess(PROCESS_TERMINATE, FALSE, (DWORD)strtoul(arguments[1], NULL, 10)) : NULL;
    return process != NULL && TerminateProcess(process, 0xC0000005) ? 0 : 1;
}

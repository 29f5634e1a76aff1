/* Every Windows since 7 has bcryptprimitives.dll; Wine before 9 has not, and Rust's standard library asks it for random
 * numbers. This stands in for it when the linked program is started under an old Wine; it never ships. */
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG length); /* advapi32: RtlGenRandom */

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE buffer, SIZE_T length)
{
    return SystemFunction036(buffer, (ULONG)length);
}

/* Windows 8 and later have this set of functions; Wine before 9 has not. The program only tells it about errors that it
 * handles itself. This stands in for it when the linked program is started under an old Wine; it never ships. */
#include <windows.h>

__declspec(dllexport) BOOL WINAPI RoOriginateErrorW(HRESULT error, UINT length, LPCWSTR message)
{
    (void)error;
    (void)length;
    (void)message;
    return TRUE;
}

"""An aiosmtpd that speaks TLS and asks for a password: `mail_server.py MODE CERTIFICATE KEY`, MODE tls or starttls.

Prints its port, then a line `user recipient Message-ID` for each message.
"""

import asyncio
import email
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class Handler:
    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content)
        user = session.auth_data.login.decode() if session.auth_data else "nobody"
        print(user, *envelope.rcpt_tos, message["Message-ID"], flush=True)
        return "250 taken"


def authenticate(server, session, envelope, mechanism, data):
    is_right = isinstance(data, LoginPassword) and data.login == b"sanbao" and data.password == b"p@ss/word"
    # A refusal that is not handled here is said by the server.
    return AuthResult(success=True, auth_data=data) if is_right else AuthResult(success=False, handled=False)


async def main(mode, certificate, key):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    starts = mode == "starttls"
    options = {
        "authenticator": authenticate,
        "auth_required": True,
        "auth_require_tls": starts,
        "tls_context": tls if starts else None,
        "require_starttls": starts,
    }
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(Handler(), **options), "127.0.0.1", 0, ssl=None if starts else tls
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main(*sys.argv[1:]))

"""The mail sink, over real SMTP."""

from __future__ import annotations

import os
import smtplib
import subprocess
import sys
from email.message import EmailMessage

from devtools.platform import REPOSITORY
from devtools.smtp_sink import SmtpSink


def send(port: int, subject: str, recipients=("debtor@example.com",)) -> None:
    message = EmailMessage()
    message["From"] = "books@example.com"
    message["To"] = ", ".join(recipients)
    message["Subject"] = subject
    message.set_content("Votre échéance est dépassée.")
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="facture.pdf")
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.send_message(message)


def test_mails_become_numbered_files_in_the_order_of_arrival(tmp_path):
    with SmtpSink(tmp_path) as sink:
        for subject in ("Première relance", "Mise en demeure"):
            send(sink.port, subject, ["a@example.com", "b@example.com"])
        assert sink.count() == 2
        assert [path.name for path in sink.files()] == ["000001.eml", "000002.eml"]
        first, second = sink.messages()
    assert (first["Subject"], second["Subject"]) == ("Première relance", "Mise en demeure")
    assert first["X-Envelope-To"] == "a@example.com, b@example.com"
    assert "échéance" in first.get_body().get_content()
    assert [part.get_filename() for part in first.iter_attachments()] == ["facture.pdf"]


def test_a_second_sink_goes_on_counting(tmp_path):
    for subject in ("one", "two"):
        with SmtpSink(tmp_path) as sink:
            send(sink.port, subject)
    assert [message["Subject"] for message in sink.messages()] == ["one", "two"]


def test_the_program_says_its_port_and_stops_when_told(tmp_path):
    command = [sys.executable, "-m", "devtools.smtp_sink", "--folder", tmp_path, "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        send(int(process.stdout.readline().split()[-1]), "hello")
        process.terminate()
        assert process.wait(10) == 0
    assert (tmp_path / "000001.eml").exists()

"""Our own headers and pkg-config file, as somebody's program uses them."""

import subprocess
from pathlib import Path

from capi_kit import BUILT, FLAGS, expected, files_of, pkg_config, run

EXTRAS = """
#include <jackfield_tox.h>
#include <stdio.h>
#include <tox/tox.h>

int main(void)
{
    Jackfield_Tox_Call_Metrics metrics;
    Toxav_Err_Send_Frame error;
    Tox *tox = tox_new(NULL, NULL);
    ToxAV *av = toxav_new(tox, NULL);
    jackfield_tox_set_ring_timeout(av, 30);
    jackfield_tox_callback_call_quality(av, NULL, NULL);
    jackfield_tox_callback_video_receive_encoded(av, NULL, NULL);
    printf("%d ", jackfield_tox_get_call_metrics(av, 0, &metrics));
    jackfield_tox_video_request_key_frame(av, 0);
    printf("%d ", jackfield_tox_video_wants_key_frame(av, 0));
    printf("%d ", jackfield_tox_video_send_encoded(av, 0, NULL, 0, &error));
    printf("%d ", error);
    Jackfield_Tox_Err_Video_Processor failure;
    Jackfield_Tox_Video_Processor *processor;
    processor = jackfield_tox_video_processor_new(64, 48, 0, false, &failure);
    printf("%d %d ", processor != NULL, failure);
    processor = jackfield_tox_video_processor_new(64, 48, 100, false, &failure);
    printf("%d %d ", processor != NULL, failure);
    jackfield_tox_video_processor_kill(processor);
    jackfield_tox_video_processor_set_bit_rate(processor, 100, &failure);
    printf("%d\\n", failure);
    toxav_kill(av);
    tox_kill(tox);
    return 0;
}
"""


def _compile(made: Path, *arguments: str) -> None:
    command = ["cc", *FLAGS, "-o", str(made), *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_program_is_linked_with_our_library_alone(ours: Path, tmp_path: Path) -> None:
    assert ours
    made = tmp_path / "errors"
    _compile(made, *files_of("errors"), *pkg_config(), "-lm")
    told = run(made, BUILT / "lib")
    assert told.lines == expected("errors")
    assert {path.name for path in told.libraries.values()} == {"libtoxav.so.2"}


def test_what_is_ours_alone_is_called_from_c(ours: Path, tmp_path: Path) -> None:
    assert ours
    source, made = tmp_path / "extras.c", tmp_path / "extras"
    source.write_text(EXTRAS)
    _compile(made, str(source), f"-I{BUILT}/include", f"-L{BUILT}/lib", "-ljackfield_tox")
    told = run(made, BUILT / "lib")
    assert (told.lines, told.code) == (("0 0 0 2 0 4 1 0 1",), 0)


def test_the_headers_are_cxx_too(ours: Path, tmp_path: Path) -> None:
    assert ours
    source = tmp_path / "headers.cc"
    source.write_text("#include <jackfield_tox.h>\n#include <tox/tox.h>\n")
    command = ["c++", "-Wall", "-Werror", "-fsyntax-only", f"-I{BUILT}/include", str(source)]
    assert subprocess.run(command, check=False).returncode == 0

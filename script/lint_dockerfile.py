"""Checks what CI can check of a Dockerfile without a container engine: its form, its files, and that it ends as nobody special."""

import re
import subprocess
import sys
from pathlib import Path

KNOWN = {
    "FROM",
    "RUN",
    "COPY",
    "WORKDIR",
    "ENV",
    "USER",
    "VOLUME",
    "EXPOSE",
    "HEALTHCHECK",
    "CMD",
    "ENTRYPOINT",
    "ARG",
    "LABEL",
}


def instructions(text: str) -> list[tuple[str, str]]:
    """Instruction and arguments, with continued lines joined and comments left out."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    return [tuple(line.split(None, 1)) for line in joined.splitlines() if line.strip()]  # type: ignore[misc]


def faults(path: Path) -> list[str]:
    found = instructions(path.read_text())
    names = [name for name, _ in found]
    problems = [f"unknown instruction {name}" for name in names if name not in KNOWN]
    problems += [
        f"no tag and digest: {rest}" for name, rest in found if name == "FROM" and not is_pinned(rest.split()[0])
    ]
    problems += [
        f"not in the tree: {file}" for name, rest in found if name == "COPY" for file in missing(path.parent, rest)
    ]
    problems += [f"not a shell command: {rest}" for name, rest in found if name == "RUN" and not is_shell(rest)]
    users = [rest for name, rest in found if name == "USER"]
    if not users or users[-1] in {"root", "0"}:
        problems.append("the image would run as root")
    return problems


def is_pinned(image: str) -> bool:
    """Whether it has a tag, for people, and a digest, for the machine."""
    return bool(re.fullmatch(r"[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}", image))


def missing(root: Path, arguments: str) -> list[str]:
    words = arguments.split()
    if words[0].startswith("--from"):
        return []
    sources = [word for word in words if not word.startswith("--")][:-1]
    return [source for source in sources if not (root / source).exists()]


def is_shell(command: str) -> bool:
    return subprocess.run(["sh", "-n", "-c", command], check=False).returncode == 0


if __name__ == "__main__":
    problems = faults(Path(sys.argv[1]))
    for problem in problems:
        print(f"{sys.argv[1]}: {problem}", file=sys.stderr)
    sys.exit(1 if problems else 0)

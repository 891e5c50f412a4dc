"""Every error Newsdesk raises on purpose. Each says what failed, with the value, and what to do next.

    NewsdeskError (1)
    ├── SettingsError (3)              a setting or option that cannot be used
    ├── SourceError                    one source that cannot be ingested; the others go on
    │   ├── SourceNotFound (10)        no such file or folder
    │   ├── SourceEmpty (11)           nothing to read in it
    │   ├── SourceNotText (12)         binary data where text was expected
    │   ├── SourceTooLarge (13)        more than an article can be
    │   ├── SourceInvalid (14)         malformed JSON, a record without text, …
    │   ├── SourceUnsupported (15)     a kind of file that is not read
    │   ├── FetchRefused (16)          a web address that is not to be fetched, or not by us
    │   └── FetchFailed (17)           a web address that gave nothing that can be used
    ├── DataFolderError                the data folder
    │   ├── DataFolderReadOnly (20)    it cannot be written
    │   ├── DataFolderFull (21)        no space left on its disk
    │   ├── DataFolderVersion (22)     written by another version
    │   ├── DataFolderBusy (23)        another process holds it
    │   ├── EmbedderMismatch (24)      vectors of another embedder; reindex
    │   └── DataFolderDamaged (25)     what is in it cannot be read
    ├── ModelError                     the language or embedding model
    │   ├── UnknownModel (30)          no provider or model of that name
    │   ├── MissingKey (31)            the provider wants a key and none is set
    │   ├── ProviderNotInstalled (32)  its package is missing; the message names it
    │   ├── WrongBaseUrl (33)          something answers there, but not this protocol
    │   ├── ServerUnreachable (34)     nothing answers at that address
    │   ├── KeyRefused (35)            the provider does not accept the key
    │   └── ModelFailed (36)           it answered too late, with an error, or not at all
    ├── AssetError                     the local model's files
    │   ├── AssetUnavailable (40)      no mirror could deliver it
    │   ├── AssetCorrupt (41)          bytes with another hash
    │   └── AssetNoSpace (42)          no space left for them on the disk
    ├── ArticleNotFound (50)           no article with that id
    ├── JobNotFound (51)               no ingest job with that id
    ├── IdempotencyConflict (52)       an Idempotency-Key that stood for another request
    ├── TooManyJobs (53)               more ingests wait than are kept waiting
    ├── CursorInvalid (54)             a place in a listing that Newsdesk did not give
    ├── ConversationNotFound (55)      no conversation with that id
    ├── VerificationFailed (60)        an answer file that does not hold, or cannot be read
    ├── SchemaError                    a schema of the reader's for a summary
    │   ├── SchemaRefused (61)         it cannot be honoured; the message says why
    │   └── SchemaUnmet (62)           the article does not carry what it requires
    ├── BudgetReached (63)             a budget ended the work early; run again, it goes on
    └── ServerRefused (70)             the server that holds the data folder cannot do it now

The number is the exit code of the command line. 2 is a wrong command line, 130 an interrupt.
"""

from __future__ import annotations

from typing import ClassVar


class NewsdeskError(Exception):
    """Base of the family. ``exit_code`` is what the command line ends with."""

    exit_code: ClassVar[int] = 1


class SettingsError(NewsdeskError):
    exit_code = 3


class SourceError(NewsdeskError):
    """One source that cannot be ingested."""

    exit_code = 14


class SourceNotFound(SourceError):
    exit_code = 10


class SourceEmpty(SourceError):
    exit_code = 11


class SourceNotText(SourceError):
    exit_code = 12


class SourceTooLarge(SourceError):
    exit_code = 13


class SourceInvalid(SourceError):
    exit_code = 14


class SourceUnsupported(SourceError):
    exit_code = 15


class FetchRefused(SourceError):
    exit_code = 16


class FetchFailed(SourceError):
    """Nothing usable came from a web address; another time it may."""

    exit_code = 17


class DataFolderError(NewsdeskError):
    """The data folder cannot be used as asked."""

    exit_code = 25


class DataFolderReadOnly(DataFolderError):
    exit_code = 20


class DataFolderFull(DataFolderError):
    exit_code = 21


class DataFolderVersion(DataFolderError):
    exit_code = 22


class DataFolderBusy(DataFolderError):
    exit_code = 23


class EmbedderMismatch(DataFolderError):
    exit_code = 24


class DataFolderDamaged(DataFolderError):
    exit_code = 25


class ModelError(NewsdeskError):
    """A language or embedding model cannot be used."""

    exit_code = 36


class UnknownModel(ModelError):
    exit_code = 30


class MissingKey(ModelError):
    exit_code = 31


class ProviderNotInstalled(ModelError):
    exit_code = 32


class WrongBaseUrl(ModelError):
    exit_code = 33


class ServerUnreachable(ModelError):
    exit_code = 34


class KeyRefused(ModelError):
    exit_code = 35


class ModelFailed(ModelError):
    """The model answered too late, with an error, or not at all; the question can be asked again."""

    exit_code = 36


class AssetError(NewsdeskError):
    """A file of the local model cannot be had."""

    exit_code = 40


class AssetUnavailable(AssetError):
    exit_code = 40


class AssetCorrupt(AssetError):
    exit_code = 41


class AssetNoSpace(AssetError):
    exit_code = 42


class ArticleNotFound(NewsdeskError):
    exit_code = 50


class JobNotFound(NewsdeskError):
    exit_code = 51


class IdempotencyConflict(NewsdeskError):
    exit_code = 52


class TooManyJobs(NewsdeskError):
    exit_code = 53


class CursorInvalid(NewsdeskError):
    exit_code = 54


class ConversationNotFound(NewsdeskError):
    exit_code = 55


class VerificationFailed(NewsdeskError):
    exit_code = 60


class SchemaError(NewsdeskError):
    """A summary cannot take the form that the reader's schema asks for."""

    exit_code = 61


class SchemaRefused(SchemaError):
    exit_code = 61


class SchemaUnmet(SchemaError):
    exit_code = 62


class BudgetReached(NewsdeskError):
    exit_code = 63


class ServerRefused(NewsdeskError):
    exit_code = 70

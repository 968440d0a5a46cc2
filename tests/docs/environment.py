"""The environment variables that are heeded, each with what it does. The test looks for them in the code."""

VARIABLES: dict[str, str] = {
    "ROLE_WIZARD_STATE_DIR": "the state folder (journal, recent targets, progress); else ~/.local/state/role-wizard",
    "ROLE_WIZARD_CONFIG": "the settings file, config.toml in role-wizard's config folder where it is not set",
    "ROLE_WIZARD_PLAIN": "not empty: questions and answers instead of screens, like --plain",
    "ROLE_WIZARD_PRACTICE_ENDPOINT": "where the practice AWS listens; no real key is sent there",
    "ROLE_WIZARD_DEBUG": "not empty: show the traceback of a failure",
    "AWS_PROFILE": "the caller's profile where --profile is not given; AWS_DEFAULT_PROFILE likewise",
    "AWS_CONFIG_FILE": "the config file, ~/.aws/config where it is not set",
    "AWS_SHARED_CREDENTIALS_FILE": "the credentials file, ~/.aws/credentials where it is not set",
    "AWS_REGION": "the region where no option or profile names one; AWS_DEFAULT_REGION likewise",
    "AWS_ENDPOINT_URL": "where calls go instead of AWS, as with the AWS CLI",
    "NO_COLOR": "set: no colours; bold, dim, underlined and reversed text in the terminal's own two instead",
    "TERM": "dumb, unknown, emacs or empty: questions and answers instead of screens",
    "VISUAL": "the editor that opens a policy; EDITOR where it is not set",
    "COLUMNS": "the width of text, whatever the terminal says",
}

// Package workspace is a practice Slack workspace that runs inside the
// process: a local Slack good enough that an app cannot tell. It is for
// demonstrations, where a person sits in it with a browser, and for tests,
// where Go code plays the people and looks at what the app did. It knows
// nothing of the app that talks to it.
//
// # What it promises
//
//   - The Web API methods an app commonly calls answer as Slack's do: tokens,
//     channels, membership, Block Kit structure and the documented limits are
//     checked, and refusals bear Slack's own error codes.
//   - Socket Mode is real: single-use tickets, hello, envelopes of three
//     kinds, acks with payloads, pings, disconnect frames, at most ten
//     sockets. An event that is not acked in time, or whose socket is lost, is
//     sent again with the same event_id, a new envelope_id and retry_attempt.
//     Commands and interactions are never sent again; the person sees an error.
//   - An ack frame of 20,480 bytes or more is dropped without a word.
//   - trigger_id works once and for three seconds, response_url five times and
//     for thirty minutes.
//   - Files are uploaded in Slack's three steps, to this machine; a picture may be
//     shown in blocks a moment after, once it has been looked through.
//   - Nothing leaves the machine: it listens on a loopback address, answers no
//     other Host, and takes no cross-origin request for the page's endpoints.
//   - Close ends every goroutine before it returns.
//
// Where Slack's behaviour is not documented the stricter guess is taken, so
// that an app which is at ease here has nothing to fear there.
//
// # How to use it
//
// Open one, point the app at APIURL with the tokens of Tokens, then play:
// Say, Command, Click, Submit. Each returns what the person would see at once;
// Messages, DM, Ephemerals, Views and Home show the rest, and Wait blocks until
// a condition on them holds. Calls and Acks tell what the app did; Fail,
// RefuseBlocks, Disconnect, DropSockets, FreezeSockets and RefuseConnections make Slack fail.
//
// # Over HTTP
//
// The page at URL, and tests in another process, use these endpoints. Bodies
// and answers are JSON; POST needs Content-Type application/json. A refusal is
// status 400 with {"error": "..."}.
//
//	GET  /practice/state?user=U&channel=C   what that person sees: team, bot, users, channels,
//	                                        messages (with ephemerals), views, home, commands, version
//	GET  /practice/changes                  server-sent events: the version, at every change
//	GET  /practice/calls?method=M           Web API calls so far (all, or of one method)
//	GET  /practice/acks                     acks so far
//	POST /practice/say      {user, channel, text, thread_ts}            -> {ts}
//	POST /practice/command  {user, channel, text: "/qualify Acme"}      -> {message, trigger_id} or error
//	POST /practice/click    {user, channel, ts | view, action_id, block_id, value, option, options}
//	                                        option or options choose in selects, dates in pickers
//	POST /practice/submit   {user, view, values: {block_id: value}}     -> {closed, errors, local, view}
//	POST /practice/close    {user, view}
//	POST /practice/home     {user}                                      -> the app_home_opened event
//	POST /practice/app      an AppPost: a post by another app           -> {ts}
//	POST /practice/edit     {user, channel, ts, text}
//	POST /practice/delete   {user, channel, ts}
//	POST /practice/user     a User: adds or changes it                  -> the user_change event
//	POST /practice/fault    {method, status, error, retry_after_ms, delay_ms, body, after, times}
//	POST /practice/blocks   {refuse: [types of block that are not there yet]}
//	POST /practice/socket   {disconnect: reason, drop, freeze, refuse}  each optional
//
// A channel may be given by id, as "#name", or as "dm" for the direct messages
// between the person and the app. On the page, elements bear data-action-id,
// data-block-id, data-ts, data-channel and data-user for tests that click.
package workspace

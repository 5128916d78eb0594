package prompts

// kind is how a fact is told.
type kind int

const (
	word      kind = iota // as it is: a key, a stage
	text                  // what somebody wrote, in any length
	long                  // a text that may say a little more
	account               // an account's id, told by its name
	day                   // 2026-03-31, told as Tue 31 Mar
	money                 // 50000.00 USD, told as $50,000
	share                 // 0 to 1, told in per cent
	count                 // a whole number, kept as one for plurals
	index                 // a number with no unit
	reading               // a figure with its unit: 98.5 %
	readings              // name 98.5 %;name 3 hours, told as a list
	shares                // id:share;id:share, told as a list
	series                // label:share;label:money, told as a list
	keys                  // a;b;c, told as a list
	accounts              // ids a;b, told as a list of names
	deals                 // ids a;b, told as a list of names
	person                // a rep's id, told by their name
	signsList             // name;name or name:n:of;…, told as a list
	tallied               // name:n;name:n, told as a list
	wonOf                 // won:of:rest won:of, told as the end of a sentence
	question              // the first of a;b;c, in quotes
	yes                   // there or not
)

// fact says how a fact is told, and what it is called under "why this?".
type fact struct {
	kind  kind
	label string
}

// factWords are the facts that rules give. A wording file may use those that it
// declares.
var factWords = map[string]fact{
	"actual":                         {reading, "measured"},
	"amount":                         {money, "amount"},
	"ask_rhythm":                     {yes, "the rhythm has not been asked about lately"},
	"asks":                           {question, "the question behind it"},
	"auto_renew":                     {yes, "renews by itself"},
	"band_from":                      {share, "your band of new business begins at"},
	"band_to":                        {share, "your band of new business ends at"},
	"by_hhi":                         {yes, "no single customer is too large, and few carry it"},
	"cadence_days":                   {count, "days between reviews, as agreed"},
	"care":                           {word, "what you could care about"},
	"care_ratio":                     {share, "care in your touches at customers"},
	"close_date":                     {day, "close date"},
	"closed":                         {day, "issue closed"},
	"contract_owner":                 {person, "whose contract it is"},
	"contracts_due":                  {count, "contracts that came due in 12 months"},
	"covered_until":                  {day, "last under contract"},
	"created":                        {day, "deal opened"},
	"customer_since":                 {day, "customer since"},
	"customers":                      {count, "customers you won from"},
	"cycle_existing":                 {count, "days it takes you to win at existing customers (median)"},
	"cycle_new":                      {count, "days it takes you to win a new customer (median)"},
	"days_open":                      {count, "days open"},
	"days_overdue":                   {count, "days overdue"},
	"dead":                           {yes, "open longer than any deal that was ever won"},
	"decision":                       {day, "to be decided by"},
	"discount":                       {share, "discount at the last renewal"},
	"disqualified":                   {day, "disqualified"},
	"due":                            {day, "due"},
	"effective_customers":            {count, "as broad as so many customers of equal size"},
	"ends":                           {day, "its last day"},
	"expansion_revenue":              {money, "expansions in the last four full quarters"},
	"expansion_revenue_before":       {money, "expansions in the four before"},
	"expansions":                     {count, "how many those were"},
	"expansions_before":              {count, "how many were those before"},
	"extension":                      {text, "what customers like it run beside that"},
	"extension_both":                 {count, "customers who run both"},
	"extension_of":                   {count, "customers who run the first"},
	"extension_with":                 {text, "a product that they run"},
	"failed":                         {keys, "what did not fit"},
	"first_close_date":               {day, "first close date"},
	"first_win":                      {day, "first win"},
	"hhi":                            {index, "concentration (HHI, 10000 is a single customer)"},
	"hhi_without_largest_deal":       {index, "concentration without the largest deal"},
	"inside_decided":                 {count, "deals decided inside the sweet spot in 12 months"},
	"inside_win_rate":                {share, "win rate inside the sweet spot"},
	"issue":                          {text, "issue"},
	"issue_account":                  {account, "issue at"},
	"issue_severity":                 {word, "its severity"},
	"judged":                         {day, "judged"},
	"kind":                           {word, "what kind of promise"},
	"last_care":                      {day, "last care on record"},
	"last_contact":                   {day, "last contact or order"},
	"last_future_talk":               {day, "last talk about their future"},
	"last_kept":                      {day, "last promise kept"},
	"last_open":                      {day, "last open deal until"},
	"last_order":                     {day, "last order"},
	"last_promise":                   {day, "last promised or kept something"},
	"last_review":                    {day, "last review"},
	"last_touch":                     {day, "last outbound touch"},
	"lenses":                         {series, "new business outside your band"},
	"line_days":                      {count, "days after which a deal is looked at"},
	"longest_days":                   {count, "days that the longest win took"},
	"lost":                           {accounts, "the largest losses, at"},
	"lost_contracts":                 {count, "contracts that were not renewed in full"},
	"made":                           {day, "promised"},
	"market":                         {count, "accounts in your market list"},
	"market_customers":               {count, "of those, customers"},
	"measured":                       {day, "measured on"},
	"median_won":                     {money, "median won deal of 12 months"},
	"metric":                         {text, "metric"},
	"metric_state":                   {word, "how the agreed metrics stand"},
	"metrics":                        {readings, "measured together"},
	"missing":                        {word, "what is not agreed yet"},
	"months":                         {count, "months looked at"},
	"needed":                         {count, "deals that the quota of a quarter needs"},
	"new_deals":                      {count, "new deals this quarter"},
	"new_share":                      {share, "new business in what you won"},
	"new_share_before":               {share, "in the quarter before"},
	"new_share_effort":               {share, "new business in your touches"},
	"new_share_pipeline":             {share, "new business in your pipeline"},
	"new_share_series":               {series, "new business in what you won, by quarter"},
	"new_value":                      {money, "new business open at its end"},
	"new_value_before":               {money, "open at the end of the quarter before"},
	"new_value_series":               {series, "new business open, by quarter"},
	"note":                           {text, "what was noted"},
	"notice_passed":                  {yes, "notice can no longer be given"},
	"one_big_deal":                   {yes, "one large deal explains it"},
	"open_deals":                     {count, "open deals"},
	"open_issues":                    {count, "open issues"},
	"opened":                         {day, "issue opened"},
	"outcome":                        {word, "how it stands"},
	"outside":                        {count, "of those, outside the sweet spot"},
	"pace":                           {share, "pace to quota"},
	"per_touch":                      {money, "won for each sales touch in the last four full quarters"},
	"per_touch_before":               {money, "won for each in the four before"},
	"product":                        {text, "product"},
	"promised":                       {day, "promised for"},
	"promised_ahead":                 {day, "promised for"},
	"pushes":                         {count, "times moved later"},
	"qualified_in":                   {count, "deals qualified in, in three months"},
	"quarter":                        {word, "quarter"},
	"quota":                          {money, "quota of the quarter"},
	"reason":                         {long, "reason given"},
	"record":                         {wonOf, "closed deals like it"},
	"refer":                          {text, "whom they were pointed to"},
	"relaxed_share":                  {share, "new deals outside or without a verdict, this quarter"},
	"relaxed_share_before":           {share, "in the two quarters before"},
	"renewal_deal":                   {word, "a renewal deal is open"},
	"renewal_rate":                   {share, "of the yearly value due, renewed"},
	"replacement_burden":             {money, "yearly value lost in 12 months"},
	"review_due":                     {day, "review due"},
	"review_held":                    {day, "review held"},
	"rhythm":                         {word, "rhythm of reviews"},
	"running_since":                  {day, "in use since"},
	"sales_run":                      {count, "last touches, all of them sales"},
	"sales_touches":                  {count, "how many sales touches those were"},
	"sales_touches_before":           {count, "how many were those before"},
	"segment":                        {text, "the segment of most customers"},
	"sign":                           {word, "the heaviest sign"},
	"sign_count":                     {count, "signs"},
	"signs":                          {signsList, "signs"},
	"since":                          {day, "waiting since"},
	"since_time":                     {word, "at"},
	"sources":                        {tallied, "where they came from"},
	"stage":                          {text, "stage"},
	"suggest":                        {word, "what to ask for at this stage"},
	"target":                         {reading, "agreed"},
	"top3":                           {shares, "largest customers"},
	"top_account":                    {account, "largest customer"},
	"top_share":                      {share, "its share of won revenue"},
	"top_share_line":                 {share, "healthy up to"},
	"top_share_without_largest_deal": {share, "largest share without the largest deal"},
	"touch":                          {yes, "you were just in touch"},
	"touch_share":                    {share, "part of a week’s touches to ask for"},
	"touches":                        {count, "outbound touches since"},
	"unclaimed":                      {yes, "nobody of the team is on it"},
	"unconfirmed":                    {yes, "closed, but nobody has confirmed that it is well"},
	"unqualified":                    {count, "of those, without a verdict"},
	"until":                          {day, "parked until"},
	"usual_days":                     {count, "days within which nearly all wins were made"},
	"usual_gap":                      {count, "usual days between contacts"},
	"weakest":                        {deals, "the weakest of those still open"},
	"what":                           {text, "what was promised"},
	"why":                            {long, "reason"},
	"win_rate":                       {share, "win rate"},
	"win_rate_existing":              {share, "your win rate at existing customers"},
	"win_rate_new":                   {share, "your win rate at new customers"},
	"won":                            {money, "won so far"},
	"yearly_value":                   {money, "worth a year"},
}

// always are facts that every nudge has, some of them empty.
var always = []string{"subject", "account", "rep", "whose", "for", "severity", "qualify", "promise", "problem", "elsewhere"}
